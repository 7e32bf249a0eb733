package dev.echowall.broker.cluster;

import dev.echowall.journal.JournalOptions;
import java.nio.file.Path;

/** Where a member keeps its journal, and how; the section {@code journal:} of the configuration. */
public record JournalSettings(Path directory, JournalOptions options) {}

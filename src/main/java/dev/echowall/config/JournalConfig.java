package dev.echowall.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What outlives all instances at once.
 *
 * @param directory null keeps everything in memory only
 * @param sync how old a write may get that is not on the disk
 * @param segmentBytes the size of a file
 * @param queueBytes the most bytes that wait for the disk
 */
public record JournalConfig(@Nullable Path directory, Duration sync, int segmentBytes, int queueBytes) {}

package dev.echowall.node;

import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import java.util.List;

/**
 * A part of what a channel keeps.
 *
 * @param top where the channel stands
 */
public record HistoryPage(List<Publication> publications, Position top) {}

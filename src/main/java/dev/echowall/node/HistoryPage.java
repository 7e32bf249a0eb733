package dev.echowall.node;

import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import java.util.List;

/**
 * A page of a channel's history.
 *
 * @param top the channel's current position
 */
public record HistoryPage(List<Publication> publications, Position top) {}

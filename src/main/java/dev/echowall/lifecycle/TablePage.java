package dev.echowall.lifecycle;

import dev.echowall.channel.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one source, or some of them.
 *
 * @param connections the changes that make them
 * @param upTo all that they include has been published up to here
 */
record TablePage(
        String source,
        String node,
        List<ConnectionChange> connections,
        @Nullable Position upTo) {}

package dev.echowall.broker;

import dev.echowall.channel.Position;

/**
 * A publication was accepted and is stored by {@code copies} instances.
 *
 * @param repeated whether it had been accepted before under the same id; the position is that of the first
 * @param created whether it created the channel's stream
 */
public record Published(Position position, int copies, boolean repeated, boolean created) {
    /** In an existing stream. */
    public Published(Position position, int copies, boolean repeated) {
        this(position, copies, repeated, false);
    }
}

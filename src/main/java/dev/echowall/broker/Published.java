package dev.echowall.broker;

import dev.echowall.channel.Position;

/**
 * A publication was accepted and is kept by {@code copies} instances.
 *
 * @param repeated it had been accepted before under the same id; the position is the first one's
 * @param created the channel's stream began with it
 */
public record Published(Position position, int copies, boolean repeated, boolean created) {
    /** In a stream that was there already. */
    public Published(Position position, int copies, boolean repeated) {
        this(position, copies, repeated, false);
    }
}

package dev.echowall.broker;

import dev.echowall.channel.Position;

/**
 * A publication was accepted and is kept by {@code copies} instances.
 *
 * @param repeated it had been accepted before under the same id; the position is the first one's
 */
public record Published(Position position, int copies, boolean repeated) {}

package dev.echowall.session.centrifugal;

import dev.echowall.node.UserConnections;
import dev.echowall.session.Rate;
import java.time.Duration;

/**
 * The options of all Centrifugal sessions of this node.
 *
 * @param version of the server, as clients are told
 * @param channelsPerConnection the most subscriptions of one connection
 * @param commands the rate limit of one connection
 * @param users counts the connections of each user on this node
 * @param personalChannel whether each user is subscribed to the channel {@code #user} by the server
 * @param connectTimeout the longest time from the handshake to the connect command
 * @param refreshTime how long after a token has expired a client may still send a new one
 */
public record CentrifugalOptions(
        String version,
        int channelsPerConnection,
        Rate commands,
        UserConnections users,
        boolean personalChannel,
        Duration connectTimeout,
        Duration refreshTime) {
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration REFRESH_TIME = Duration.ofSeconds(25);
}

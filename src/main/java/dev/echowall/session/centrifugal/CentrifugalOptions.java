package dev.echowall.session.centrifugal;

import dev.echowall.node.UserConnections;
import dev.echowall.session.Rate;
import java.time.Duration;

/**
 * What Centrifugal sessions of this node have in common.
 *
 * @param version of the server, as clients are told
 * @param channelsPerConnection subscriptions of one connection at most
 * @param commands of one connection in a second
 * @param users how many connections each user has here
 * @param personalChannel whether a user is subscribed to the channel {@code #user} without asking
 * @param connectTimeout from the open socket to the connect command
 * @param refreshTime that a client has, when a token's time is over, to send a new one
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

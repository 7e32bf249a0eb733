package dev.echowall.session;

import java.time.Duration;

/**
 * The limits of one connection; the section {@code limits:} of the configuration.
 *
 * @param messageBytes the largest message, and so the largest frame; beyond it: 1009
 * @param fragments the most frames of one message, including empty ones; beyond it: 1008
 * @param queueBytes the write high-water mark: bytes that wait for the socket
 * @param handshakeTimeout from the connection to a whole request
 * @param pingInterval between two pings to a silent peer
 * @param pongTimeout from when a ping has been sent until anything arrives; beyond it, the connection is dropped
 */
public record Limits(
        int messageBytes,
        int fragments,
        int queueBytes,
        Duration handshakeTimeout,
        Duration pingInterval,
        Duration pongTimeout) {
    public static final Limits DEFAULT =
            new Limits(65536, 1024, 1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(25), Duration.ofSeconds(8));
}

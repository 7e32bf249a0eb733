package dev.echowall.session;

import java.time.Duration;

/**
 * What one connection may cost; the {@code limits:} of the configuration.
 *
 * @param messageBytes a message at most, and so a frame; beyond: 1009
 * @param fragments frames of one message at most, empty ones too; beyond: 1008
 * @param queueBytes the write high-water mark: bytes that wait for the socket
 * @param handshakeTimeout from the connection to a whole request
 * @param pingInterval between pings to a silent peer
 * @param pongTimeout from a ping that left the socket to any sign of life; beyond, the connection is dropped
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

package dev.echowall.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one client, or all of them, may cost.
 *
 * @param messageBytes payload of one message, after inflating and joining its fragments
 * @param fragments frames of one message
 * @param queueBytes high-water mark of what waits for one socket
 * @param responseBytes said by all event loops and not yet taken by sockets; null is a share of the heap
 * @param handshakeTimeout from accepted to upgraded
 * @param idleTimeout from an answer to the next request
 * @param pingInterval between two pings of a silent session
 * @param pongTimeout without a sign of life after a ping
 * @param connections at once on this instance; 0 is as many as the system gives
 * @param connectionsPerAddress likewise of one client address
 * @param publishRate publications of one connection in a second; 0 is without limit; null is the usual limit, and none for
 *     clients on this machine
 * @param commandRate likewise requests and messages of any kind
 * @param channels streams in the whole cluster
 * @param channelsPerClient that one client address may begin in an hour; 0 is without limit; null is the usual limit, and none
 *     for clients on this machine
 * @param channelsPerConnection subscriptions of one Centrifugal connection
 * @param commandsRate commands of one Centrifugal connection in a second; 0 is without limit
 * @param connectionsPerUser Centrifugal connections of one user on this instance; 0 is without limit
 * @param historyBytes what all streams of the cluster take up in memory, each counted once; null is as much as fits into a
 *     quarter of the heap of each instance
 * @param waitingBytes what waits to be published on this instance; null is a sixteenth of the heap
 * @param tailBytes recent frames kept per event loop for those who are a little behind
 * @param idempotencyWindow how long the id of a publication is remembered
 */
public record LimitsConfig(
        int messageBytes,
        int fragments,
        int queueBytes,
        @Nullable Integer responseBytes,
        Duration handshakeTimeout,
        Duration idleTimeout,
        Duration pingInterval,
        Duration pongTimeout,
        int connections,
        int connectionsPerAddress,
        @Nullable Integer publishRate,
        @Nullable Integer commandRate,
        int channels,
        @Nullable Integer channelsPerClient,
        int channelsPerConnection,
        int commandsRate,
        int connectionsPerUser,
        @Nullable Long historyBytes,
        @Nullable Long waitingBytes,
        int tailBytes,
        Duration idempotencyWindow) {}

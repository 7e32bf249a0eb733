package dev.echowall.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one client, or all of them, may use.
 *
 * @param messageBytes the most payload of one message, after inflating and joining its fragments
 * @param fragments the most frames of one message
 * @param queueBytes high-water mark of what is queued for one socket
 * @param responseBytes bytes written by all event loops and not accepted by sockets yet; null is a share of the heap
 * @param handshakeTimeout from accepting a connection to its upgrade
 * @param idleTimeout from a response to the next request
 * @param pingInterval between two pings of a silent session
 * @param pongTimeout the time without any data after a ping
 * @param connections the most connections of this instance; 0 is no limit
 * @param connectionsPerAddress the same for one client address
 * @param publishRate publications of one connection per second; 0 is no limit; null is the default limit, and none for
 *     clients on this machine
 * @param commandRate the same for requests and messages of any kind
 * @param channels the most streams in the whole cluster
 * @param channelsPerClient the most channels that one client address may create per hour; 0 is no limit; null is the
 *     default limit, and none for clients on this machine
 * @param channelsPerConnection the most subscriptions of one Centrifugal connection
 * @param commandsRate commands of one Centrifugal connection per second; 0 is no limit
 * @param connectionsPerUser the most Centrifugal connections of one user on this instance; 0 is no limit
 * @param channelsPerBroadcast the most channels of one request to the server API
 * @param commandsPerBatch the most commands of one batch there
 * @param batchBytes the most bytes of a batch, and of the answers in it beyond those of publications
 * @param subscriptions the most subscriptions of all clients of this instance; null is as many as fit into the heap
 * @param historyBytes memory for all streams of the cluster, each counted once; null is as much as fits into a quarter
 *     of the heap of each instance
 * @param waitingBytes publications that wait on this instance; null is a sixteenth of the heap
 * @param tailBytes recent frames kept per event loop for clients slightly behind
 * @param idempotencyWindow how long the id of a publication is remembered
 * @param hookRequests the most questions of this instance to the application at a time
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
        int channelsPerBroadcast,
        int commandsPerBatch,
        int batchBytes,
        @Nullable Integer subscriptions,
        @Nullable Long presenceBytes,
        @Nullable Long historyBytes,
        @Nullable Long waitingBytes,
        int tailBytes,
        Duration idempotencyWindow,
        int hookRequests) {}

package dev.echowall.broker.cluster;

import com.hazelcast.internal.server.tcp.TcpServerConnection;
import dev.echowall.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the connections to Hazelcast's port. An accepted connection counts as a stranger's until it has sent a
 * member's handshake; the number of such connections and their time are limited. There is one for each member; from any
 * thread.
 */
final class MemberPortGuard {
    /** Members of a cluster send their handshake within milliseconds, so this is enough for a large cluster. */
    static final int MOST_STRANGERS = 32;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The time limit when the number is exceeded. */
    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(MemberPortGuard.class);

    private final int packetBytes;
    private final Metrics metrics;
    /** Connections without a handshake, and since when. */
    private final Map<TcpServerConnection, Long> strangers = new ConcurrentHashMap<>();

    /** The number closed since the last log line, and the address of the last one. */
    private final AtomicInteger refused = new AtomicInteger();

    private volatile String example = "";

    /** @param packetBytes the largest packet of a member */
    MemberPortGuard(int packetBytes, Metrics metrics) {
        this.packetBytes = packetBytes;
        this.metrics = metrics;
    }

    int packetBytes() {
        return packetBytes;
    }

    /** Whether another connection without a handshake is admitted; an older one may be closed for it. */
    boolean admits(TcpServerConnection connection) {
        boolean room = strangers.size() < MOST_STRANGERS || makeRoom();
        // If there is no room, count it as old, so that it is closed at the next check.
        strangers.put(connection, room ? System.nanoTime() : System.nanoTime() - PATIENCE_NANOS);
        return room;
    }

    private synchronized boolean makeRoom() {
        close(GREETING_NANOS);
        return strangers.size() < MOST_STRANGERS;
    }

    /** The connection has sent a handshake. */
    void greeted(TcpServerConnection connection) {
        strangers.remove(connection);
    }

    /** Forgets closed connections and closes those that have been here for too long. Called every second. */
    void look() {
        close(PATIENCE_NANOS);
        int count = refused.getAndSet(0);
        if (count > 0) {
            log.atWarn()
                    .addKeyValue("connections", count)
                    .addKeyValue("remote", example)
                    .log("closed connections to Hazelcast's port that did not come from an instance");
        }
    }

    private void close(long timeout) {
        for (Map.Entry<TcpServerConnection, Long> each : List.copyOf(strangers.entrySet())) {
            TcpServerConnection connection = each.getKey();
            boolean late = System.nanoTime() - each.getValue() >= timeout;
            if ((late || !connection.isAlive()) && strangers.remove(connection) != null) {
                // A connection that sends nothing and closes was only a check whether the port is open.
                if (connection.isAlive() || connection.getChannel().bytesRead() > 0) {
                    metrics.strangerRefused("hazelcast");
                    example = String.valueOf(connection.getChannel().remoteSocketAddress());
                    refused.incrementAndGet();
                }
                connection.close("no handshake of a member arrived", null);
            }
        }
    }
}

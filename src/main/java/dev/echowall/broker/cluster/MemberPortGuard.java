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
 * Who comes to Hazelcast's port. A connection that was accepted counts as a stranger's until it has brought a member's
 * handshake: there may be only so many of these at a time, each for so long. One for each member; from any thread.
 */
final class MemberPortGuard {
    /** Members of a cluster greet within milliseconds, so these are more than a large one has. */
    static final int MOST_STRANGERS = 32;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** For those that stand in the way of others. */
    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(MemberPortGuard.class);

    private final int packetBytes;
    private final Metrics metrics;
    /** Those that have not greeted, and since when. */
    private final Map<TcpServerConnection, Long> strangers = new ConcurrentHashMap<>();

    /** Closed since the last line in the log, and where the last one came from. */
    private final AtomicInteger refused = new AtomicInteger();

    private volatile String example = "";

    /** @param packetBytes of one packet of a member at most */
    MemberPortGuard(int packetBytes, Metrics metrics) {
        this.packetBytes = packetBytes;
        this.metrics = metrics;
    }

    int packetBytes() {
        return packetBytes;
    }

    /** Whether one more that has not greeted may stay; another one may have to go for it. */
    boolean admits(TcpServerConnection connection) {
        boolean room = strangers.size() < MOST_STRANGERS || makeRoom();
        // As if it had been here for long, when there is no room: it goes at the next look.
        strangers.put(connection, room ? System.nanoTime() : System.nanoTime() - PATIENCE_NANOS);
        return room;
    }

    private synchronized boolean makeRoom() {
        close(GREETING_NANOS);
        return strangers.size() < MOST_STRANGERS;
    }

    /** It has brought a handshake. */
    void greeted(TcpServerConnection connection) {
        strangers.remove(connection);
    }

    /** Forgets those that have gone, and closes those that have been here for too long. Called every second. */
    void look() {
        close(PATIENCE_NANOS);
        int count = refused.getAndSet(0);
        if (count > 0) {
            log.atWarn()
                    .addKeyValue("connections", count)
                    .addKeyValue("remote", example)
                    .log("closed connections to Hazelcast's port that no instance made");
        }
    }

    private void close(long timeout) {
        for (Map.Entry<TcpServerConnection, Long> each : List.copyOf(strangers.entrySet())) {
            TcpServerConnection connection = each.getKey();
            boolean late = System.nanoTime() - each.getValue() >= timeout;
            if ((late || !connection.isAlive()) && strangers.remove(connection) != null) {
                // Who says nothing and goes has only looked whether the port is open.
                if (connection.isAlive() || connection.getChannel().bytesRead() > 0) {
                    metrics.strangerRefused("hazelcast");
                    example = String.valueOf(connection.getChannel().remoteSocketAddress());
                    refused.incrementAndGet();
                }
                connection.close("no member's handshake came", null);
            }
        }
    }
}

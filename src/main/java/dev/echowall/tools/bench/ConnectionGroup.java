package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/** The connections of one event loop: opens its share of them and records their results. Confined to that loop. */
final class ConnectionGroup implements BenchWebSocket.Owner {
    private final Dialer dialer;
    private final BenchWebSocket.Owner owner;
    private final int wanted;
    private final int atOnce;
    private final DeliveryStatistics statistics;
    private final List<BenchWebSocket> sockets = new ArrayList<>();
    private final Map<String, Integer> troubles = new TreeMap<>();
    private final Histogram handshakes = DeliveryStatistics.histogram();
    private int begun;
    private int opened;
    private int failed;
    private int over;
    private long lastOpened;
    private boolean dialing;

    /**
     * @param protocol what is spoken on the connections, on behalf of this
     * @param wanted the number of connections
     * @param atOnce the most handshakes in progress
     */
    ConnectionGroup(
            Dialer dialer,
            UnaryOperator<BenchWebSocket.Owner> protocol,
            int wanted,
            int atOnce,
            DeliveryStatistics statistics) {
        this.dialer = dialer;
        this.owner = protocol.apply(this);
        this.wanted = wanted;
        this.atOnce = atOnce;
        this.statistics = statistics;
    }

    DeliveryStatistics statistics() {
        return statistics;
    }

    /** Opens all connections again; the previous ones must have ended. */
    void fill() {
        sockets.clear();
        handshakes.reset();
        begun = 0;
        opened = 0;
        failed = 0;
        over = 0;
        lastOpened = System.nanoTime();
        dial();
    }

    private void dial() {
        if (dialing) {
            // A connection that fails at once is reported within the loop below.
            return;
        }
        dialing = true;
        while (begun < wanted && begun - opened - failed < atOnce) {
            begun++;
            dialer.dial(owner);
        }
        dialing = false;
    }

    @Override
    public void opened(BenchWebSocket socket) {
        socket.agree();
        opened++;
        lastOpened = System.nanoTime();
        sockets.add(socket);
        DeliveryStatistics.record(handshakes, lastOpened - socket.begun());
        dial();
    }

    @Override
    public void over(BenchWebSocket socket, String why) {
        if (!why.isEmpty()) {
            troubles.merge(why, 1, Integer::sum);
        }
        if (socket.agreed()) {
            over++;
        } else {
            failed++;
            dial();
        }
    }

    @Override
    public void bytesRead(int bytes) {
        statistics.bytesRead(bytes);
    }

    @Override
    public void data(BenchWebSocket socket, ByteBuf in, int from, int end) {
        statistics.data(socket, in, from, end);
    }

    void hangUp() {
        List.copyOf(sockets).forEach(BenchWebSocket::hangUp);
    }

    void drop() {
        List.copyOf(sockets).forEach(BenchWebSocket::drop);
    }

    /** Whether each connection has been opened or has failed. */
    boolean full() {
        return opened + failed >= wanted;
    }

    boolean empty() {
        return over >= opened;
    }

    int opened() {
        return opened;
    }

    /** How many of those opened have ended. */
    int over() {
        return over;
    }

    /** On {@link System#nanoTime}. */
    long lastOpened() {
        return lastOpened;
    }

    /** From starting to connect until the server's response. */
    Histogram handshakes() {
        return handshakes;
    }

    /** Why connections failed or ended, with their numbers. */
    Map<String, Integer> troubles() {
        return troubles;
    }

    /** The messages missing on all connections that were opened, if each should have received {@code expected}. */
    long missing(int expected) {
        return sockets.stream()
                .mapToLong(socket -> Math.max(0, expected - socket.heard))
                .sum();
    }
}

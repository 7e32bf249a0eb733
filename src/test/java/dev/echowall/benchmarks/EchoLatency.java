package dev.echowall.benchmarks;

import dev.echowall.testing.FrameSocket;
import dev.echowall.testing.NodeCluster;
import dev.echowall.testing.NodeProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * From the moment a message should be sent to the moment each listener has it: three instances, speakers and listeners
 * spread over them. Arguments: messages a second (1000), listeners (300), seconds (20).
 */
public final class EchoLatency {
    private static final int SPEAKERS = 10;
    private static final int PAYLOAD = 100;
    private static final int WARM_UP_SECONDS = Integer.getInteger("warm-up", 10);
    private static final String PATH = "/ws/echo:bench";

    private final int rate;
    private final int seconds;
    private final List<FrameSocket> listeners = new ArrayList<>();
    private final List<FrameSocket> speakers = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    /** In microseconds. */
    private final long[] latencies;

    private long measureFrom = Long.MAX_VALUE;
    private int count;

    private EchoLatency(int rate, int listeners, int seconds) {
        this.rate = rate;
        this.seconds = seconds;
        this.latencies = new long[rate * listeners * (seconds + 1)];
    }

    public static void main(String[] args) throws Exception {
        int rate = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int listeners = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 20;
        try (NodeCluster cluster = NodeProcess.cluster(3, "limits: { ping-interval: 10m }")) {
            new EchoLatency(rate, listeners, seconds).run(cluster, listeners);
        }
        System.exit(0);
    }

    private void run(NodeCluster cluster, int howMany) throws Exception {
        Selector selector = Selector.open();
        for (int i = 0; i < howMany; i++) {
            FrameSocket socket = FrameSocket.open(cluster.node(i % 3).ports().http(), PATH);
            socket.channel().configureBlocking(false);
            socket.channel().register(selector, SelectionKey.OP_READ, socket);
            listeners.add(socket);
        }
        for (int i = 0; i < SPEAKERS; i++) {
            speakers.add(FrameSocket.open(cluster.node(i % 3).ports().http(), PATH + "?after=:0"));
            // What they hear themselves is read too, and not counted.
            speakers.get(i).channel().configureBlocking(false);
            speakers.get(i).channel().register(selector, SelectionKey.OP_READ, speakers.get(i));
        }
        long begin = System.nanoTime();
        measureFrom = begin + WARM_UP_SECONDS * 1_000_000_000L;
        Thread talk = new Thread(() -> talk(begin), "speakers");
        talk.start();
        while (!over.get() && !(talk.getState() == Thread.State.TERMINATED)) {
            hear(selector);
        }
        // What is on its way.
        for (long end = System.nanoTime() + 2_000_000_000L; System.nanoTime() < end; ) {
            hear(selector);
        }
        report((long) rate * seconds * howMany);
    }

    private void talk(long begin) {
        try {
            long pause = 1_000_000_000L / rate;
            long messages = (long) rate * (WARM_UP_SECONDS + seconds);
            for (long n = 0; n < messages; n++) {
                long due = begin + n * pause;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                speakers.get((int) (n % SPEAKERS))
                        .send(ByteBuffer.allocate(PAYLOAD).putLong(due).array());
            }
        } catch (IOException e) {
            System.err.println("a speaker: " + e);
        } finally {
            over.set(true);
        }
    }

    private void hear(Selector selector) throws IOException {
        selector.select(100);
        for (SelectionKey key : selector.selectedKeys()) {
            FrameSocket socket = (FrameSocket) key.attachment();
            boolean counts = !speakers.contains(socket);
            socket.receive(payload -> {
                if (counts && payload.remaining() == PAYLOAD) {
                    heard(payload.getLong(0));
                }
            });
        }
        selector.selectedKeys().clear();
    }

    private void heard(long due) {
        if (due >= measureFrom && count < latencies.length) {
            latencies[count++] = (System.nanoTime() - due) / 1_000;
        }
    }

    private void report(long expected) {
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        System.out.printf(
                "%d messages/s, %d listeners, %d s: %d of %d deliveries, ms p50 %.2f p90 %.2f p99 %.2f p99.9 %.2f max %.2f%n",
                rate,
                listeners.size(),
                seconds,
                count,
                expected,
                at(sorted, 0.5),
                at(sorted, 0.9),
                at(sorted, 0.99),
                at(sorted, 0.999),
                at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e3;
    }
}

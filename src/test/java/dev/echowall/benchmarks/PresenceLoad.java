package dev.echowall.benchmarks;

import dev.echowall.testing.FrameSocket;
import dev.echowall.testing.LiveHeap;
import dev.echowall.testing.TestHttpClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What presence costs: how long many clients need to enter a channel and to leave it, how long its list takes, and the
 * heap for each. For an instance whose namespace {@code seen} keeps presence and {@code bare} does not, both open to
 * all. Arguments: public port, process id, clients (10000), rounds (3).
 */
public final class PresenceLoad {
    private static final int AT_ONCE = 32;
    private static final int PAGE = 5_000;

    private final int port;
    private final long pid;
    private final int clients;
    private final TestHttpClient http;

    private PresenceLoad(int port, long pid, int clients) {
        this.port = port;
        this.pid = pid;
        this.clients = clients;
        this.http = new TestHttpClient(port);
    }

    public static void main(String[] args) throws Exception {
        int clients = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        PresenceLoad load = new PresenceLoad(Integer.parseInt(args[0]), Long.parseLong(args[1]), clients);
        for (int round = 1; round <= rounds; round++) {
            load.bare(round);
            load.seen(round);
        }
        System.exit(0); // the sockets' threads
    }

    private void bare(int round) throws Exception {
        long before = LiveHeap.bytes(pid);
        long began = System.nanoTime();
        List<FrameSocket> sockets = open("/ws/bare:" + round);
        System.out.printf(
                "round %d: %d connect without presence in %d ms, heap %,d bytes each%n",
                round, clients, millis(began), (LiveHeap.bytes(pid) - before) / clients);
        close(sockets);
    }

    private void seen(int round) throws Exception {
        String channel = "seen:" + round;
        long before = LiveHeap.bytes(pid);
        long began = System.nanoTime();
        List<FrameSocket> sockets = open("/ws/" + channel);
        long connected = millis(began);
        long own = (LiveHeap.bytes(pid) - before) / clients;
        long asked = System.nanoTime();
        until(channel, clients);
        long first = millis(asked);
        long all = (LiveHeap.bytes(pid) - before) / clients;
        long listed = System.nanoTime();
        int pages = pages(channel);
        System.out.printf(
                "round %d: %d enter in %d ms; the first count takes %d ms, the list of %d pages %d ms;"
                        + " heap %,d bytes each, %,d when all are known%n",
                round, clients, connected, first, pages, millis(listed), own, all);
        long left = System.nanoTime();
        close(sockets);
        until(channel, 0);
        System.out.printf("round %d: all have left after %d ms%n", round, millis(left));
    }

    private List<FrameSocket> open(String path) throws Exception {
        ExecutorService some = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<FrameSocket>> opening = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                opening.add(some.submit(() -> FrameSocket.open(port, path)));
            }
            List<FrameSocket> sockets = new ArrayList<>();
            for (Future<FrameSocket> each : opening) {
                sockets.add(each.get());
            }
            return sockets;
        } finally {
            some.shutdown();
        }
    }

    private static void close(List<FrameSocket> sockets) throws IOException {
        for (FrameSocket each : sockets) {
            each.close();
        }
    }

    private void until(String channel, int count) {
        while (ask(channel, "?limit=1").getInteger("connections", -1) != count) {
            Thread.onSpinWait();
        }
    }

    private int pages(String channel) {
        int pages = 0;
        String after = "";
        while (after != null) {
            after = ask(channel, "?limit=" + PAGE + "&after=" + after).getString("next");
            pages++;
        }
        return pages;
    }

    private JsonObject ask(String channel, String query) {
        return new JsonObject(http.get("/presence/" + channel + query).body());
    }

    private static long millis(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
}

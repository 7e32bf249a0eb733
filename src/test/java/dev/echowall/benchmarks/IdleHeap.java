package dev.echowall.benchmarks;

import dev.echowall.testing.FrameSocket;
import dev.echowall.testing.LiveHeap;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Live heap of one instance for each idle WebSocket: all objects of the class histogram, which collects the garbage first,
 * with and without them. Arguments: connections (5000), and what they are, in turn (bare, 1, 5): bare WebSockets, or
 * connections of the Centrifugal protocol with so many subscriptions.
 */
public final class IdleHeap {
    private static final int WARM_UP = 500;
    private static final String BARE = "bare";

    private IdleHeap() {}

    public static void main(String[] args) throws Exception {
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
        List<String> kinds = args.length > 1 ? List.of(args).subList(1, args.length) : List.of(BARE, "1", "5");
        for (String kind : kinds) {
            measure(connections, kind);
        }
        System.exit(0);
    }

    private static void measure(int connections, String kind) throws Exception {
        List<FrameSocket> sockets = new ArrayList<>();
        try (NodeProcess node = NodeProcess.single("limits: { ping-interval: 10m }")) {
            // Classes, caches and pools that the first clients bring with them are not theirs.
            open(node, kind, WARM_UP, sockets);
            long before = LiveHeap.bytes(node.pid());
            open(node, kind, connections, sockets);
            long after = LiveHeap.bytes(node.pid());
            System.out.printf(
                    "%d idle connections, %s: %d bytes each (live heap %d -> %d)%n",
                    connections,
                    kind.equals(BARE) ? BARE : kind + " subscriptions",
                    (after - before) / connections,
                    before,
                    after);
        } finally {
            for (FrameSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void open(NodeProcess node, String kind, int count, List<FrameSocket> sockets) throws IOException {
        for (int i = 0; i < count; i++) {
            sockets.add(kind.equals(BARE) ? bare(node) : centrifugal(node, Integer.parseInt(kind)));
        }
        TimeLimits.until("all are counted", () -> connections(node) == sockets.size());
    }

    private static FrameSocket bare(NodeProcess node) throws IOException {
        return FrameSocket.open(node.ports().http(), "/ws/echo:quiet");
    }

    /** Returns when its subscriptions have begun. */
    private static FrameSocket centrifugal(NodeProcess node, int subscriptions) throws IOException {
        FrameSocket socket = FrameSocket.open(node.ports().http(), "/connection/websocket");
        String subscribe = IntStream.rangeClosed(1, subscriptions)
                .mapToObj(i ->
                        "\n{\"id\":%d,\"subscribe\":{\"channel\":\"echo:quiet-%d\",\"flag\":1}}".formatted(i + 1, i))
                .collect(Collectors.joining());
        socket.sendText("{\"id\":1,\"connect\":{\"name\":\"js\"}}" + subscribe);
        String last = "\"id\":" + (subscriptions + 1) + ",\"subscribe\"";
        AtomicBoolean begun = new AtomicBoolean();
        while (!begun.get()) {
            socket.receive(reply -> begun.compareAndSet(
                    false, StandardCharsets.UTF_8.decode(reply).toString().contains(last)));
        }
        return socket;
    }

    private static int connections(NodeProcess node) {
        String info = node.management().get("/api/info").body();
        return new JsonObject(info).getJsonObject("result").getInteger("connections");
    }
}

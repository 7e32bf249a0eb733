package dev.echowall.benchmarks;

import dev.echowall.testing.FrameSocket;
import dev.echowall.testing.LiveHeap;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Live heap of one instance for each idle WebSocket: all objects of the class histogram, which collects the garbage first,
 * with and without them. Arguments: connections (5000), path (/ws/quiet).
 */
public final class IdleHeap {
    private static final int WARM_UP = 500;

    private IdleHeap() {}

    public static void main(String[] args) throws Exception {
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
        String path = args.length > 1 ? args[1] : "/ws/quiet";
        List<FrameSocket> sockets = new ArrayList<>();
        try (NodeProcess node = NodeProcess.single("limits: { ping-interval: 10m }")) {
            // Classes, caches and pools that the first clients bring with them are not theirs.
            open(node, path, WARM_UP, sockets);
            long before = LiveHeap.bytes(node.pid());
            open(node, path, connections, sockets);
            long after = LiveHeap.bytes(node.pid());
            System.out.printf(
                    "%d idle connections on %s: %d bytes each (live heap %d -> %d)%n",
                    connections, path, (after - before) / connections, before, after);
        }
        System.exit(0);
    }

    private static void open(NodeProcess node, String path, int count, List<FrameSocket> sockets) throws IOException {
        for (int i = 0; i < count; i++) {
            sockets.add(FrameSocket.open(node.ports().http(), path));
        }
        TimeLimits.until("all are counted", () -> connections(node) == sockets.size());
    }

    private static int connections(NodeProcess node) {
        String info = node.management().get("/api/info").body();
        return new JsonObject(info).getJsonObject("result").getInteger("connections");
    }
}

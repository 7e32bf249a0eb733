package dev.echowall.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.echowall.testing.FrameSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a server of the Centrifugal protocol takes until clients that all come back at once have what they missed, and
 * how much CPU. The connections are open before the clock starts; each then sends its connect and its subscribe command in
 * one message. For any server whose channel keeps enough and lets anyone publish. Arguments: port, process id, channel
 * (echo:storm), clients (1000), missed publications (100), rounds (5).
 */
public final class RecoveryStorm {
    private static final String PATH = "/connection/websocket";
    private static final String CONNECT = "{\"id\":1,\"connect\":{}}\n";
    private static final String DATA = "x".repeat(100);

    private final int port;
    private final String channel;

    private RecoveryStorm(int port, String channel) {
        this.port = port;
        this.channel = channel;
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        Path stat = Path.of("/proc", args[1], "stat");
        String channel = args.length > 2 ? args[2] : "echo:storm";
        int clients = args.length > 3 ? Integer.parseInt(args[3]) : 1_000;
        int missed = args.length > 4 ? Integer.parseInt(args[4]) : 100;
        int rounds = args.length > 5 ? Integer.parseInt(args[5]) : 5;
        RecoveryStorm storm = new RecoveryStorm(port, channel);
        JsonObject from = storm.publish(missed);
        for (int round = 1; round <= rounds; round++) {
            List<FrameSocket> sockets = storm.open(clients);
            long cpu = cpuMillis(stat);
            long begin = System.nanoTime();
            storm.recover(sockets, from, missed);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            System.out.printf(
                    "round %d: %d clients have %d publications each after %d ms, server cpu %d ms%n",
                    round, clients, missed, millis, cpuMillis(stat) - cpu);
            for (FrameSocket each : sockets) {
                each.close();
            }
        }
    }

    /** @return where clients are that miss all of them */
    private JsonObject publish(int count) throws IOException {
        try (FrameSocket socket = FrameSocket.open(port, PATH)) {
            socket.sendText(CONNECT + subscribe(null));
            List<JsonObject> replies = new ArrayList<>();
            until(socket, replies, 2);
            JsonObject from = replies.get(1).getJsonObject("subscribe");
            if (from == null) {
                throw new IOException("refused: " + replies.get(1));
            }
            for (int i = 0; i < count; i++) {
                replies.clear();
                socket.sendText("{\"id\":" + (i + 3) + ",\"publish\":{\"channel\":\"" + channel + "\",\"data\":\""
                        + DATA + "\"}}");
                until(socket, replies, 1);
            }
            return from;
        }
    }

    /** Reads until so many replies have come; pushes are ignored. */
    private static void until(FrameSocket socket, List<JsonObject> replies, int count) throws IOException {
        while (replies.size() < count) {
            socket.receive(message -> UTF_8.decode(message)
                    .toString()
                    .lines()
                    .map(JsonObject::new)
                    .filter(reply -> reply.containsKey("id"))
                    .forEach(replies::add));
        }
    }

    private String subscribe(@Nullable JsonObject from) {
        JsonObject request = new JsonObject().put("channel", channel).put("flag", 1);
        if (from != null) {
            request.put("recover", true)
                    .put("epoch", from.getString("epoch", ""))
                    .put("offset", from.getLong("offset", 0L));
        }
        return new JsonObject().put("id", 2).put("subscribe", request).encode();
    }

    private List<FrameSocket> open(int clients) throws IOException {
        List<FrameSocket> sockets = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            sockets.add(FrameSocket.open(port, PATH));
        }
        return sockets;
    }

    private void recover(List<FrameSocket> sockets, JsonObject from, int missed) throws IOException {
        String commands = CONNECT + subscribe(from);
        for (FrameSocket each : sockets) {
            each.sendText(commands);
        }
        for (FrameSocket each : sockets) {
            int[] received = {0};
            while (received[0] < missed) {
                each.receive(
                        message -> received[0] += count(UTF_8.decode(message).toString()));
            }
        }
    }

    /** Publications in a message. */
    private static int count(String message) {
        int count = 0;
        for (int at = message.indexOf(DATA); at >= 0; at = message.indexOf(DATA, at + DATA.length())) {
            count++;
        }
        return count;
    }

    /** User and system time of the process. */
    private static long cpuMillis(Path stat) throws IOException {
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
    }
}

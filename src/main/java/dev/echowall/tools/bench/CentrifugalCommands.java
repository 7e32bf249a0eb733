package dev.echowall.tools.bench;

import dev.echowall.protocol.centrifugal.SubscribeRequest;
import io.netty.buffer.ByteBuf;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the connections of a run say in the Centrifugal protocol, prepared once for all of them. */
final class CentrifugalCommands {
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);
    /** A push has less than this around a payload and the name of its channel. */
    private static final int AROUND_BYTES = 400;

    private final byte[] connect;
    private final int replies;
    private final int longestPublication;

    private CentrifugalCommands(List<String> channels, int size) {
        List<String> lines = new ArrayList<>();
        lines.add(command(1, "connect", new JsonObject().put("name", "echowall")));
        for (String channel : channels) {
            // As SDKs do: a number may stand for the channel in pushes.
            JsonObject subscribe = new JsonObject().put("channel", channel).put("flag", SubscribeRequest.COMPACTION);
            lines.add(command(lines.size() + 1, "subscribe", subscribe));
        }
        this.connect = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        this.replies = lines.size();
        this.longestPublication = size + AROUND_BYTES;
    }

    private static String command(int id, String method, JsonObject request) {
        return new JsonObject().put("id", id).put(method, request).encode();
    }

    /** @param size bytes of a payload */
    static CentrifugalCommands subscribing(List<String> channels, int size) {
        return new CentrifugalCommands(channels, size);
    }

    static CentrifugalCommands publishing(int size) {
        return new CentrifugalCommands(List.of(), size);
    }

    /** The connect command and the subscriptions, in one message. */
    byte[] connect() {
        return connect;
    }

    int replies() {
        return replies;
    }

    /** A longer message has several publications. */
    int longestPublication() {
        return longestPublication;
    }

    /** Messages as commands to publish them, in each channel in turn. */
    static MessageFormat publishCommand(List<String> channels, PayloadTag tag, int size) {
        List<byte[]> requests = requests(channels);
        return (out, number) -> {
            // The connect command is the first.
            out.writeCharSequence("{\"id\":" + (number + 2) + ",\"publish\":", StandardCharsets.US_ASCII);
            write(out, requests, tag, number, size);
            out.writeByte('}');
        };
    }

    /** Messages as bodies for the HTTP API, in each channel in turn. */
    static MessageFormat apiBody(List<String> channels, PayloadTag tag, int size) {
        List<byte[]> requests = requests(channels);
        return (out, number) -> write(out, requests, tag, number, size);
    }

    private static List<byte[]> requests(List<String> channels) {
        return channels.stream()
                .map(channel -> new JsonObject().put("channel", channel).encode())
                .map(object -> object.substring(0, object.length() - 1) + ",\"data\":\"")
                .map(begin -> begin.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static void write(ByteBuf out, List<byte[]> requests, PayloadTag tag, int number, int size) {
        out.writeBytes(requests.get(number % requests.size()));
        tag.write(out, number, size);
        out.writeBytes(END);
    }
}

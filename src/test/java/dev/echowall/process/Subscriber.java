package dev.echowall.process;

import dev.echowall.channel.Position;
import dev.echowall.process.AcknowledgedPublications.Read;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.TestWebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** A subscriber by the position from which it came, and what it has heard. For the test's own thread. */
record Subscriber(String channel, Position from, TestWebSocketClient socket) {
    static Subscriber open(NodeProcess node, String channel, Position from) {
        return new Subscriber(
                channel, from, TestWebSocketClient.connect(node.ws("/ws/" + channel + "?format=json&after=" + from)));
    }

    List<Read> heard() {
        return socket.texts().stream()
                .map(JsonObject::new)
                .filter(each -> each.containsKey("data"))
                .map(Read::of)
                .toList();
    }

    List<Long> offsets() {
        return heard().stream().map(each -> each.position().offset()).toList();
    }

    /** Where it is. */
    Position position() {
        return position(Instant.MAX);
    }

    /** Where it was at this moment. */
    Position position(Instant moment) {
        List<Read> heard = socket.heard().stream()
                .filter(each -> each.at().isBefore(moment))
                .map(each -> new JsonObject(each.string()))
                .filter(each -> each.containsKey("data"))
                .map(Read::of)
                .toList();
        return heard.isEmpty() ? from : heard.get(heard.size() - 1).position();
    }

    boolean wasToldOfAGap() {
        return socket.texts().stream().anyMatch(each -> new JsonObject(each).containsKey("gap"));
    }
}

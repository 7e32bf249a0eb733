package dev.echowall.testing;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Speaks the Centrifugal protocol in JSON as it is written, without an SDK's opinions. For the test's own thread. */
public final class CentrifugalClient implements AutoCloseable {
    private final TestWebSocketClient socket;
    private int lastId;

    private CentrifugalClient(int port, String query) {
        socket = TestWebSocketClient.connect("ws://127.0.0.1:" + port + "/connection/websocket" + query);
    }

    /** With an open socket, and no command sent. */
    public static CentrifugalClient open(int port) {
        return new CentrifugalClient(port, "");
    }

    public static CentrifugalClient open(int port, String query) {
        return new CentrifugalClient(port, query);
    }

    /** Connected without a token. */
    public static CentrifugalClient connected(int port) {
        CentrifugalClient client = open(port);
        client.ask("connect", "{}");
        return client;
    }

    /** One WebSocket message as it is. */
    public void say(String message) {
        socket.say(message);
    }

    /** Sends a command; gives the whole reply. */
    public JsonObject ask(String method, String request) {
        int id = ++lastId;
        say("{\"" + method + "\":" + request + ",\"id\":" + id + "}");
        return reply(id);
    }

    /** The code of the error that a command is answered with; 0 for none. */
    public int error(String method, String request) {
        JsonObject error = ask(method, request).getJsonObject("error");
        return error == null ? 0 : error.getInteger("code");
    }

    public JsonObject reply(int id) {
        return await("the reply " + id, each -> Integer.valueOf(id).equals(each.getInteger("id")));
    }

    /** The first message that is so. */
    public JsonObject await(String what, Predicate<JsonObject> condition) {
        socket.await(what, all -> messages().stream().anyMatch(condition));
        return messages().stream().filter(condition).findFirst().orElseThrow();
    }

    /** Waits until so many publications of the channel were pushed; gives all of them. */
    public List<JsonObject> awaitPublications(String channel, int count) {
        socket.await(
                count + " publications of " + channel,
                all -> publications(channel).size() >= count);
        return publications(channel);
    }

    public List<JsonObject> publications(String channel) {
        return pushes().stream()
                .filter(push -> channel.equals(push.getString("channel")) && push.containsKey("pub"))
                .map(push -> push.getJsonObject("pub"))
                .toList();
    }

    public List<JsonObject> pushes() {
        return messages().stream()
                .filter(each -> each.containsKey("push"))
                .map(each -> each.getJsonObject("push"))
                .toList();
    }

    /** All that came, replies and pushes, in order. */
    public List<JsonObject> messages() {
        List<JsonObject> all = new ArrayList<>();
        for (String text : socket.texts()) {
            Arrays.stream(text.split("\n")).map(JsonObject::new).forEach(all::add);
        }
        return all;
    }

    /** Waits until the connection has ended. */
    public TestWebSocketClient.Closing closed() {
        return socket.closed();
    }

    /** Connected with this token. */
    public static CentrifugalClient connected(int port, String token) {
        CentrifugalClient client = open(port);
        client.ask("connect", new JsonObject().put("token", token).encode());
        return client;
    }

    /** The id of its connection. */
    public String id() {
        return reply(1).getJsonObject("connect").getString("client");
    }

    /** Closes as an SDK does that is told to disconnect. */
    public void leave() {
        socket.close(1000, "");
    }

    /** Breaks the connection. */
    @Override
    public void close() {
        socket.close();
    }
}

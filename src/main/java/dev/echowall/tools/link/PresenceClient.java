package dev.echowall.tools.link;

import io.vertx.core.Context;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.util.List;

/**
 * A client of the Centrifugal protocol that is in one channel and is told who else comes and goes. On the event loop. To
 * be used once.
 */
public final class PresenceClient implements TextWebSocket.Handler {
    private static final long PROBE_MILLIS = 500;

    private final Context context;
    private final String channel;
    private final Callback callback;
    private final TextWebSocket socket;
    private String id = "";
    private long probe = -1;
    private int lastId = 2;
    private boolean over;

    /** All calls on the event loop. */
    public interface Callback {
        /** It is in the channel. */
        void entered(String client);

        /** The server has answered it. */
        void alive();

        void joined(String client);

        void left(String client);

        /** It is not in the channel any more, or never was. Called once, unless it has left by itself. */
        void ended(String why);
    }

    private PresenceClient(HttpClient http, Target server, Context context, String channel, Callback callback) {
        this.context = context;
        this.channel = channel;
        this.callback = callback;
        this.socket = TextWebSocket.open(http, server.route("/connection/websocket"), context, this);
    }

    /** What all clients may share. */
    public static HttpClient http() {
        return TextWebSocket.client();
    }

    /** @param http from {@link #http} */
    public static PresenceClient open(
            HttpClient http, Target server, Context context, String channel, Callback callback) {
        return new PresenceClient(http, server, context, channel, callback);
    }

    /** Leaves the channel by itself. */
    public void leave() {
        if (!over) {
            over = true;
            context.owner().cancelTimer(probe);
            socket.hangUp();
        }
    }

    @Override
    public void opened() {
        JsonObject subscribe = new JsonObject().put("channel", channel).put("join_leave", true);
        socket.send(new JsonObject()
                        .put("id", 1)
                        .put("connect", new JsonObject())
                        .encode() + "\n"
                + new JsonObject().put("id", 2).put("subscribe", subscribe).encode());
    }

    @Override
    public void text(String message) {
        try {
            List<JsonObject> all = message.lines().map(JsonObject::new).toList();
            all.forEach(each -> {
                if (!over) {
                    take(each);
                }
            });
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            fail("unexpected message: " + message);
        }
    }

    private void take(JsonObject reply) {
        callback.alive();
        if (reply.isEmpty()) {
            socket.send("{}");
        } else if (reply.containsKey("connect")) {
            id = reply.getJsonObject("connect").getString("client");
        } else if (reply.containsKey("subscribe")) {
            callback.entered(id);
            probe = context.owner().setPeriodic(PROBE_MILLIS, each -> ask());
        } else if (reply.containsKey("push")) {
            push(reply.getJsonObject("push"));
        } else if (reply.containsKey("error") && reply.getInteger("id") <= 2) {
            fail("refused: " + reply.getJsonObject("error"));
        }
    }

    /* Whether the server still answers is known only by asking it. */
    private void ask() {
        JsonObject stats = new JsonObject().put("channel", channel);
        socket.send(new JsonObject()
                .put("id", ++lastId)
                .put("presence_stats", stats)
                .encode());
    }

    private void push(JsonObject push) {
        if (push.containsKey("join")) {
            callback.joined(push.getJsonObject("join").getJsonObject("info").getString("client"));
        } else if (push.containsKey("leave")) {
            callback.left(push.getJsonObject("leave").getJsonObject("info").getString("client"));
        } else if (push.containsKey("unsubscribe")) {
            fail("unsubscribed by the server");
        }
    }

    private void fail(String why) {
        if (!over) {
            leave();
            callback.ended(why);
        }
    }

    @Override
    public void ping() {
        // The protocol has its own.
    }

    @Override
    public void ended(int status, String why) {
        if (!over) {
            over = true;
            context.owner().cancelTimer(probe);
            callback.ended(why);
        }
    }
}

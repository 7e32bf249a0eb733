package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import io.vertx.core.Context;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One connection of the Centrifugal protocol, and its subscriptions. Closed with the last of them. */
final class CentrifugalConnection implements TextWebSocket.Handler {
    /** Few, so that there are several connections as well as several subscriptions of each. */
    private static final int CHANNELS = 8;

    private static final String CONNECT = "connect";

    private final Target server;
    private final Context context;
    private final Duration pingDelay;
    private final TextWebSocket socket;
    private final Map<String, CentrifugalSubscription> subscriptions = new LinkedHashMap<>();
    private final Map<Integer, CentrifugalSubscription> asked = new HashMap<>();
    private int lastId;
    private boolean open;
    private boolean left;
    private boolean over;
    private boolean answersPings;
    private long pingMillis;
    private long pingTimer = -1;

    CentrifugalConnection(HttpClient client, Target server, Context context, Duration pingDelay) {
        this.server = server;
        this.context = context;
        this.pingDelay = pingDelay;
        this.socket = TextWebSocket.open(client, server.route("/connection/websocket"), context, this);
    }

    boolean isOver() {
        return over;
    }

    /**
     * Whether another subscription may use this connection. None may when one was given up, because nothing may arrive
     * here any more.
     */
    boolean takes(Target at, String channel) {
        return !over
                && !left
                && server.equals(at)
                && !subscriptions.containsKey(channel)
                && subscriptions.size() < CHANNELS;
    }

    CentrifugalSubscription subscribe(
            String channel, @Nullable Position after, int way, SubscriptionCallback callback) {
        CentrifugalSubscription subscription = new CentrifugalSubscription(this, channel, after, way, callback);
        subscriptions.put(channel, subscription);
        if (open) {
            ask(subscription);
        }
        return subscription;
    }

    void ask(CentrifugalSubscription subscription) {
        socket.send(command(subscription).encode());
    }

    private JsonObject command(CentrifugalSubscription subscription) {
        asked.put(++lastId, subscription);
        return new JsonObject().put("id", lastId).put("subscribe", subscription.request());
    }

    /** The server has ended it, or never began it. */
    void ended(CentrifugalSubscription subscription, String why) {
        remove(subscription);
        subscription.over(0, why);
    }

    /** The subscriber gives it up. */
    void leave(CentrifugalSubscription subscription) {
        left = true;
        if (open && !over) {
            JsonObject channel = new JsonObject().put("channel", subscription.channel());
            socket.send(new JsonObject()
                    .put("id", ++lastId)
                    .put("unsubscribe", channel)
                    .encode());
        }
        remove(subscription);
    }

    private void remove(CentrifugalSubscription subscription) {
        subscriptions.remove(subscription.channel(), subscription);
        asked.values().removeIf(subscription::equals);
        if (subscriptions.isEmpty()) {
            close();
        }
    }

    private void close() {
        if (!over) {
            over = true;
            context.owner().cancelTimer(pingTimer);
            socket.hangUp();
        }
    }

    @Override
    public void opened() {
        open = true;
        JsonObject connect =
                new JsonObject().put("id", ++lastId).put(CONNECT, new JsonObject().put("name", "echowall"));
        // In one message, which the server has to take in its order.
        socket.send(Stream.concat(
                        Stream.of(connect), subscriptions.values().stream().map(this::command))
                .map(JsonObject::encode)
                .collect(Collectors.joining("\n")));
    }

    @Override
    public void text(String message) {
        try {
            message.lines().takeWhile(line -> !over).map(JsonObject::new).forEach(this::take);
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            socket.hangUp();
            ended(0, "unexpected message: " + message);
        }
    }

    private void take(JsonObject reply) {
        int id = reply.getInteger("id", 0);
        if (reply.isEmpty()) {
            pinged();
        } else if (id == 0) {
            push(reply.getJsonObject("push"));
        } else if (reply.containsKey(CONNECT)) {
            connected(reply.getJsonObject(CONNECT));
        } else {
            CentrifugalSubscription subscription = asked.remove(id);
            if (subscription != null) {
                subscription.answered(reply);
            } else if (id == 1) {
                socket.hangUp();
                ended(0, "connect was refused: " + reply.getJsonObject("error"));
            }
        }
    }

    private void connected(JsonObject result) {
        pingMillis = result.getInteger("ping", 0) * 1_000L;
        answersPings = result.getBoolean("pong", false);
        awaitPing();
    }

    private void awaitPing() {
        if (pingMillis > 0) {
            pingTimer = context.owner().setTimer(pingMillis + pingDelay.toMillis(), late -> {
                socket.hangUp();
                ended(0, "no ping for " + pingMillis + " ms and " + pingDelay.toMillis() + " ms more");
            });
        }
    }

    private void pinged() {
        context.owner().cancelTimer(pingTimer);
        awaitPing();
        if (answersPings) {
            socket.send("{}");
        }
        ping();
    }

    @Override
    public void ping() {
        List.copyOf(subscriptions.values()).forEach(CentrifugalSubscription::alive);
    }

    private void push(JsonObject push) {
        CentrifugalSubscription subscription = receiver(push);
        if (subscription == null) {
            return; // given up meanwhile
        }
        JsonObject publication = push.getJsonObject("pub");
        JsonObject unsubscribe = push.getJsonObject("unsubscribe");
        if (publication != null) {
            subscription.delivered(publication);
        } else if (unsubscribe != null) {
            ended(
                    subscription,
                    "unsubscribed by the server: " + unsubscribe.getInteger("code") + " "
                            + unsubscribe.getString("reason", ""));
        }
    }

    private @Nullable CentrifugalSubscription receiver(JsonObject push) {
        long number = push.getLong("id", 0L);
        return number == 0
                ? subscriptions.get(push.getString("channel", ""))
                : subscriptions.values().stream()
                        .filter(each -> each.number() == number)
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public void ended(int status, String why) {
        over = true;
        context.owner().cancelTimer(pingTimer);
        List<CentrifugalSubscription> all = List.copyOf(subscriptions.values());
        subscriptions.clear();
        asked.clear();
        all.forEach(each -> each.over(status, why));
    }
}

package dev.echowall.clients;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ClientInfo;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.ErrorEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.JoinEvent;
import io.github.centrifugal.centrifuge.LeaveEvent;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.ServerPublicationEvent;
import io.github.centrifugal.centrifuge.ServerSubscribedEvent;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.SubscribingEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionErrorEvent;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.SubscriptionOptions;
import io.github.centrifugal.centrifuge.SubscriptionTokenEvent;
import io.github.centrifugal.centrifuge.SubscriptionTokenGetter;
import io.github.centrifugal.centrifuge.TokenCallback;
import io.github.centrifugal.centrifuge.UnauthorizedException;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same with centrifuge-java, which always speaks Protobuf. */
final class JavaSdkClient extends SdkClient {
    private final Client client;

    JavaSdkClient(String url, List<String> tokens) {
        Options options = new Options();
        if (!tokens.isEmpty()) {
            options.setToken(tokens.get(0));
            options.setTokenGetter(new ConnectionTokenGetter() {
                private final TokenSource source = new TokenSource(tokens, event("token"));

                @Override
                public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
                    source.next(callback);
                }
            });
        }
        client = new Client(url, options, new Ears());
        client.connect();
    }

    @Override
    void tell(JsonObject command) {
        String channel = command.getString("channel", "");
        switch (command.getString("do")) {
            case "subscribe" ->
                subscription(channel, command.getJsonArray("tokens")).subscribe();
            case "unsubscribe" -> subscription(channel, null).unsubscribe();
            case "disconnect" -> client.disconnect();
            case "publish" ->
                client.publish(
                        channel,
                        Json.encode(command.getValue("data")).getBytes(StandardCharsets.UTF_8),
                        answer(command, result -> new JsonObject()));
            case "history" ->
                client.history(
                        channel,
                        new HistoryOptions.Builder()
                                .withLimit(command.getInteger("limit"))
                                .withReverse(command.getBoolean("reverse"))
                                .build(),
                        answer(command, JavaSdkClient::history));
            case "presence" ->
                client.presence(
                        channel,
                        answer(
                                command,
                                result -> new JsonObject()
                                        .put(
                                                "clients",
                                                new JsonArray(List.copyOf(
                                                        result.getClients().keySet())))));
            case "presence_stats" ->
                client.presenceStats(
                        channel,
                        answer(
                                command,
                                result -> new JsonObject()
                                        .put("numClients", result.getNumClients())
                                        .put("numUsers", result.getNumUsers())));
            case "rpc" ->
                client.rpc(
                        "method", "{}".getBytes(StandardCharsets.UTF_8), answer(command, result -> new JsonObject()));
            default -> throw new IllegalArgumentException(command.encode());
        }
    }

    private Subscription subscription(String channel, @Nullable JsonArray tokens) {
        Subscription known = client.getSubscription(channel);
        if (known != null) {
            return known;
        }
        try {
            return client.newSubscription(channel, options(channel, tokens), new ChannelEars(channel));
        } catch (DuplicateSubscriptionException e) {
            throw new AssertionError(e);
        }
    }

    private SubscriptionOptions options(String channel, @Nullable JsonArray tokens) {
        SubscriptionOptions options = new SubscriptionOptions();
        options.setJoinLeave(true);
        if (tokens != null) {
            TokenSource source = new TokenSource(
                    tokens.stream().map(String::valueOf).toList(),
                    event("token").put("channel", channel));
            options.setToken(tokens.getString(0));
            options.setTokenGetter(new SubscriptionTokenGetter() {
                @Override
                public void getSubscriptionToken(SubscriptionTokenEvent event, TokenCallback callback) {
                    source.next(callback);
                }
            });
        }
        return options;
    }

    private <T> ResultCallback<T> answer(JsonObject command, Function<T, JsonObject> result) {
        JsonObject done = new JsonObject().put("event", "done").put("id", command.getInteger("id"));
        return (error, value) -> {
            if (error == null) {
                happened(done.mergeIn(result.apply(value)));
            } else {
                int code = error instanceof ReplyError reply ? reply.getCode() : 0;
                happened(done.put("error", code).put("message", String.valueOf(error)));
            }
        };
    }

    private static JsonObject history(HistoryResult result) {
        JsonArray publications = new JsonArray();
        result.getPublications()
                .forEach(each -> publications.add(publication(each.getData(), each.getOffset(), each.getInfo())));
        return new JsonObject()
                .put("publications", publications)
                .put("epoch", result.getEpoch())
                .put("offset", result.getOffset());
    }

    private static JsonObject publication(byte[] data, long offset, @Nullable ClientInfo info) {
        JsonObject publication = new JsonObject().put("data", json(data)).put("offset", offset);
        return info == null
                ? publication
                : publication
                        .put("client", info.getClient())
                        .put("user", info.getUser())
                        .put("connInfo", json(info.getConnInfo()))
                        .put("chanInfo", json(info.getChanInfo()));
    }

    private static @Nullable Object json(byte @Nullable [] data) {
        return data == null || data.length == 0 ? null : Json.decodeValue(new String(data, StandardCharsets.UTF_8));
    }

    private static JsonObject event(String name) {
        return new JsonObject().put("event", name);
    }

    /** The first of these is there from the beginning; the others are fetched, one each time that the SDK asks. */
    private final class TokenSource {
        private final Queue<String> later;
        private final JsonObject asked;

        TokenSource(List<String> tokens, JsonObject asked) {
            this.later = new ConcurrentLinkedQueue<>(tokens.subList(1, tokens.size()));
            this.asked = asked;
        }

        void next(TokenCallback callback) {
            happened(asked.copy());
            String token = later.poll();
            callback.Done(token == null ? new UnauthorizedException() : null, token);
        }
    }

    private final class Ears extends EventListener {
        @Override
        public void onConnecting(Client of, ConnectingEvent event) {
            happened(event("connecting").put("code", event.getCode()));
        }

        @Override
        public void onConnected(Client of, ConnectedEvent event) {
            happened(event("connected").put("client", event.getClient()));
        }

        @Override
        public void onDisconnected(Client of, DisconnectedEvent event) {
            happened(event("disconnected").put("code", event.getCode()));
        }

        @Override
        public void onSubscribed(Client of, ServerSubscribedEvent event) {
            happened(event("subscribed")
                    .put("channel", event.getChannel())
                    .put("wasRecovering", event.wasRecovering())
                    .put("recovered", event.getRecovered()));
        }

        @Override
        public void onPublication(Client of, ServerPublicationEvent event) {
            happened(event("publication")
                    .put("channel", event.getChannel())
                    .mergeIn(publication(event.getData(), event.getOffset(), event.getInfo())));
        }

        @Override
        public void onError(Client of, ErrorEvent event) {
            happened(event("error").put("message", String.valueOf(event.getError())));
        }
    }

    private final class ChannelEars extends SubscriptionEventListener {
        private final String channel;

        ChannelEars(String channel) {
            this.channel = channel;
        }

        private JsonObject here(String name) {
            return event(name).put("channel", channel);
        }

        @Override
        public void onSubscribing(Subscription of, SubscribingEvent event) {
            happened(here("subscribing").put("code", event.getCode()));
        }

        @Override
        public void onSubscribed(Subscription of, SubscribedEvent event) {
            happened(here("subscribed")
                    .put("wasRecovering", event.wasRecovering())
                    .put("recovered", event.getRecovered()));
        }

        @Override
        public void onUnsubscribed(Subscription of, UnsubscribedEvent event) {
            happened(here("unsubscribed").put("code", event.getCode()));
        }

        @Override
        public void onPublication(Subscription of, PublicationEvent event) {
            happened(here("publication").mergeIn(publication(event.getData(), event.getOffset(), event.getInfo())));
        }

        @Override
        public void onJoin(Subscription of, JoinEvent event) {
            happened(here("join").put("client", event.getInfo().getClient()));
        }

        @Override
        public void onLeave(Subscription of, LeaveEvent event) {
            happened(here("leave").put("client", event.getInfo().getClient()));
        }

        @Override
        public void onError(Subscription of, SubscriptionErrorEvent event) {
            happened(here("error").put("message", String.valueOf(event.getError())));
        }
    }
}

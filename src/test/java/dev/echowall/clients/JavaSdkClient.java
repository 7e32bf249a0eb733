package dev.echowall.clients;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ClientInfo;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.ErrorEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.SubscribingEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionErrorEvent;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same with centrifuge-java, which always speaks Protobuf. */
final class JavaSdkClient extends SdkClient {
    private final Client client;

    JavaSdkClient(String url) {
        client = new Client(url, new Options(), new Ears());
        client.connect();
    }

    @Override
    void tell(JsonObject command) {
        String channel = command.getString("channel", "");
        switch (command.getString("do")) {
            case "subscribe" -> subscription(channel).subscribe();
            case "unsubscribe" -> subscription(channel).unsubscribe();
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
            case "presence" -> client.presence(channel, answer(command, result -> new JsonObject()));
            case "presence_stats" -> client.presenceStats(channel, answer(command, result -> new JsonObject()));
            case "rpc" ->
                client.rpc(
                        "method", "{}".getBytes(StandardCharsets.UTF_8), answer(command, result -> new JsonObject()));
            default -> throw new IllegalArgumentException(command.encode());
        }
    }

    private Subscription subscription(String channel) {
        Subscription known = client.getSubscription(channel);
        if (known != null) {
            return known;
        }
        try {
            return client.newSubscription(channel, new ChannelEars(channel));
        } catch (DuplicateSubscriptionException e) {
            throw new AssertionError(e);
        }
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
        return new JsonObject()
                .put("data", Json.decodeValue(new String(data, StandardCharsets.UTF_8)))
                .put("offset", offset)
                .put("client", info == null ? null : info.getClient());
    }

    private static JsonObject event(String name) {
        return new JsonObject().put("event", name);
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
        public void onError(Subscription of, SubscriptionErrorEvent event) {
            happened(here("error").put("message", String.valueOf(event.getError())));
        }
    }
}

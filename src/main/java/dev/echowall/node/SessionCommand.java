package dev.echowall.node;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the server API makes of the sessions of a user, on all instances. Can be sent as JSON.
 *
 * <p>Of these sessions, a {@code client} other than "" selects the one with this id.
 */
public sealed interface SessionCommand {
    String user();

    String client();

    /** @param whitelist ids of clients that are to stay */
    record Disconnect(String user, String client, int code, String reason, List<String> whitelist)
            implements SessionCommand {
        public Disconnect {
            whitelist = List.copyOf(whitelist);
        }
    }

    /** @param channel "" for all */
    record Unsubscribe(String user, String client, String channel) implements SessionCommand {}

    /**
     * A server-side subscription.
     *
     * @param info a JSON value about the client in this channel
     * @param data for the client
     * @param expireAt seconds since 1970; 0 for never
     * @param since the position to deliver from; null for the next publication
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Subscribe(
            String user,
            String client,
            ChannelName channel,
            byte @Nullable [] info,
            @Nullable Payload data,
            long expireAt,
            @Nullable Position since)
            implements SessionCommand {}

    /**
     * @param expired whether the session has expired now
     * @param expireAt seconds since 1970; 0 for never
     * @param info a JSON value about the client; null leaves it as it is
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Refresh(String user, String client, boolean expired, long expireAt, byte @Nullable [] info)
            implements SessionCommand {}

    /** Carries it out. Returns whether the session was concerned. */
    default boolean apply(UserSession session) {
        if (!client().isEmpty() && !client().equals(session.client())) {
            return false;
        }
        if (this instanceof Disconnect disconnect) {
            boolean stays =
                    !session.client().isEmpty() && disconnect.whitelist().contains(session.client());
            if (!stays) {
                session.disconnect(disconnect.code(), disconnect.reason());
            }
            return !stays;
        }
        if (this instanceof Unsubscribe unsubscribe) {
            return session.unsubscribe(unsubscribe.channel());
        }
        if (this instanceof Subscribe subscribe) {
            return session.subscribe(subscribe);
        }
        return this instanceof Refresh refresh && session.refresh(refresh);
    }

    default JsonObject toJson() {
        JsonObject json = new JsonObject().put("user", user()).put("client", client());
        if (this instanceof Disconnect disconnect) {
            return json.put("method", "disconnect")
                    .put("code", disconnect.code())
                    .put("reason", disconnect.reason())
                    .put("whitelist", new JsonArray(disconnect.whitelist()));
        }
        if (this instanceof Unsubscribe unsubscribe) {
            return json.put("method", "unsubscribe").put("channel", unsubscribe.channel());
        }
        if (this instanceof Subscribe subscribe) {
            Payload data = subscribe.data();
            Position since = subscribe.since();
            json.put("method", "subscribe")
                    .put("channel", subscribe.channel().value())
                    .put("info", subscribe.info())
                    .put("expireAt", subscribe.expireAt());
            if (data != null) {
                json.put("kind", data.kind().name()).put("data", data.bytes());
            }
            return since == null ? json : json.put("epoch", since.epoch()).put("offset", since.offset());
        }
        Refresh refresh = (Refresh) this;
        return json.put("method", "refresh")
                .put("expired", refresh.expired())
                .put("expireAt", refresh.expireAt())
                .put("info", refresh.info());
    }

    /** @throws IllegalArgumentException if it is none of this version's commands */
    static SessionCommand of(JsonObject json) {
        String user = text(json, "user");
        String client = text(json, "client");
        String method = text(json, "method");
        return switch (method) {
            case "disconnect" ->
                new Disconnect(
                        user,
                        client,
                        json.getInteger("code"),
                        text(json, "reason"),
                        json.getJsonArray("whitelist").stream()
                                .map(String.class::cast)
                                .toList());
            case "unsubscribe" -> new Unsubscribe(user, client, text(json, "channel"));
            case "subscribe" ->
                new Subscribe(
                        user,
                        client,
                        ChannelName.of(text(json, "channel")),
                        json.getBinary("info"),
                        json.containsKey("data")
                                ? new Payload(Payload.Kind.valueOf(text(json, "kind")), json.getBinary("data"))
                                : null,
                        json.getLong("expireAt"),
                        json.containsKey("epoch") ? new Position(text(json, "epoch"), json.getLong("offset")) : null);
            case "refresh" ->
                new Refresh(user, client, json.getBoolean("expired"), json.getLong("expireAt"), json.getBinary("info"));
            default -> throw new IllegalArgumentException("there is no command " + method);
        };
    }

    private static String text(JsonObject json, String name) {
        return Objects.requireNonNull(json.getString(name), name);
    }
}

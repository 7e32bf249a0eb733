package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A reply or a push, and what the client is to read of it.
 *
 * @param write appends it
 * @param expected by name: what {@link ProtobufSchema#message} takes
 */
record SampleReply(BiConsumer<ReplyEncoder, ByteBuf> write, Map<String, Object> expected) {
    private static final int KINDS = 20;

    static SampleReply draw(Drawn drawn) {
        int id = (int) drawn.whole(32);
        String channel = drawn.channel();
        String text = drawn.text();
        int code = (int) drawn.whole(31);
        int ttl = (int) drawn.whole(31);
        boolean flag = drawn.maybe();
        boolean other = drawn.maybe();
        Position position = new Position(drawn.maybe() ? "" : channel, drawn.whole(63));
        ClientInfo who = who(drawn);
        Payload data = payload(drawn);
        return switch (drawn.below(KINDS)) {
            case 0 ->
                reply(
                        (encoder, out) -> encoder.error(out, id, code, text, flag),
                        id,
                        "error",
                        fields("code", code, "message", text, "temporary", flag));
            case 1 -> {
                Map<String, SubscribeResult> subs = new LinkedHashMap<>();
                Map<String, Object> expected = new LinkedHashMap<>();
                for (int i = drawn.below(3); i > 0; i--) {
                    String name = drawn.channel();
                    SubscribeResult result = result(drawn, 0);
                    subs.put(name, result);
                    expected.put(name, fields(result));
                }
                ConnectResult result = new ConnectResult(channel, text, flag, ttl, subs, code, other, data);
                yield reply(
                        (encoder, out) -> encoder.connect(out, id, result),
                        id,
                        "connect",
                        with(
                                fields(
                                        "client", channel, "version", text, "expires", flag, "ttl", ttl, "subs",
                                        expected, "ping", code, "pong", other),
                                data));
            }
            case 2 -> {
                SubscribeResult result = result(drawn, drawn.whole(40));
                yield reply((encoder, out) -> encoder.subscribe(out, id, result), id, "subscribe", fields(result));
            }
            case 3 -> reply((encoder, out) -> encoder.unsubscribe(out, id), id, "unsubscribe", fields());
            case 4 -> reply((encoder, out) -> encoder.publish(out, id), id, "publish", fields());
            case 5 -> {
                List<Publication> publications = publications(drawn);
                yield reply(
                        (encoder, out) -> encoder.history(out, id, publications, position),
                        id,
                        "history",
                        required(
                                "publications",
                                fields(publications),
                                "epoch",
                                position.epoch(),
                                "offset",
                                position.offset()));
            }
            case 6 -> {
                Map<String, ClientInfo> clients = new LinkedHashMap<>();
                Map<String, Object> expected = new LinkedHashMap<>();
                for (int i = drawn.below(4); i > 0; i--) {
                    String name = drawn.text() + i;
                    clients.put(name, who(drawn));
                    expected.put(name, fields(clients.get(name)));
                }
                yield reply(
                        (encoder, out) -> encoder.presence(out, id, clients),
                        id,
                        "presence",
                        required("presence", expected));
            }
            case 7 ->
                reply(
                        (encoder, out) -> encoder.presenceStats(out, id, code, ttl),
                        id,
                        "presence_stats",
                        required("num_clients", code, "num_users", ttl));
            case 8 -> reply((encoder, out) -> encoder.rpc(out, id, data), id, "rpc", required("data", data));
            case 9 -> reply((encoder, out) -> encoder.rpc(out, id, null), id, "rpc", fields());
            case 10 ->
                reply(
                        (encoder, out) -> encoder.refresh(out, id, channel, text, flag, ttl),
                        id,
                        "refresh",
                        fields("client", channel, "version", text, "expires", flag, "ttl", ttl));
            case 11 ->
                reply(
                        (encoder, out) -> encoder.subRefresh(out, id, flag, ttl),
                        id,
                        "sub_refresh",
                        fields("expires", flag, "ttl", ttl));
            case 12 ->
                push(
                        (encoder, out) -> encoder.join(out, channel, who),
                        fields("channel", channel, "join", required("info", fields(who))));
            case 13 ->
                push(
                        (encoder, out) -> encoder.leave(out, channel, who),
                        fields("channel", channel, "leave", required("info", fields(who))));
            case 14 ->
                push(
                        (encoder, out) -> encoder.unsubscribed(out, channel, code, text),
                        fields("channel", channel, "unsubscribe", fields("code", code, "reason", text)));
            case 15 -> {
                Map<String, Object> expected = new LinkedHashMap<>(fields(
                        "recoverable",
                        flag,
                        "epoch",
                        position.epoch(),
                        "offset",
                        position.offset(),
                        "positioned",
                        other));
                if (flag) {
                    expected.put("data", data);
                }
                yield push(
                        (encoder, out) -> encoder.subscribed(out, channel, flag, other, position, flag ? data : null),
                        fields("channel", channel, "subscribe", expected));
            }
            case 16 -> push((encoder, out) -> encoder.message(out, data), fields("message", required("data", data)));
            case 17 ->
                push(
                        (encoder, out) -> encoder.disconnect(out, code, text),
                        fields("disconnect", fields("code", code, "reason", text)));
            case 18 ->
                push(
                        (encoder, out) -> encoder.refreshed(out, flag, ttl),
                        fields("refresh", fields("expires", flag, "ttl", ttl)));
            default -> pub(drawn);
        };
    }

    private static SampleReply pub(Drawn drawn) {
        Publication publication = publication(drawn);
        long number = 1 + drawn.whole(40);
        return drawn.maybe()
                ? push(
                        (encoder, out) -> encoder.publications().encode(publication, out),
                        fields("channel", publication.channel().value(), "pub", fields(publication)))
                : push(
                        (encoder, out) -> encoder.publications(number).encode(publication, out),
                        fields("id", number, "pub", fields(publication)));
    }

    static Publication publication(Drawn drawn) {
        return new Publication(
                ChannelName.of(drawn.channel()),
                "x7" + drawn.below(1000),
                1 + drawn.whole(drawn.maybe() ? 1 : 62),
                drawn.whole(50),
                "node1",
                payload(drawn),
                drawn.maybe() ? who(drawn) : null,
                drawn.tags());
    }

    private static List<Publication> publications(Drawn drawn) {
        List<Publication> publications = new ArrayList<>();
        for (int i = drawn.below(5); i > 0; i--) {
            publications.add(publication(drawn));
        }
        return publications;
    }

    private static Payload payload(Drawn drawn) {
        return switch (drawn.below(4)) {
            case 0 -> Payload.text(drawn.text());
            case 1 -> Payload.binary(drawn.bytes(drawn.below(20) == 0 ? 100_000 : 200));
            case 2 -> Payload.text("\"".repeat(drawn.below(300)));
            default -> new Payload(Payload.Kind.JSON, drawn.jsonBytes());
        };
    }

    private static ClientInfo who(Drawn drawn) {
        return new ClientInfo(
                drawn.maybe() ? "" : drawn.channel(),
                drawn.maybe() ? "" : "\n\"é\u0000",
                drawn.maybe() ? null : drawn.jsonBytes(),
                drawn.maybe() ? null : drawn.jsonBytes());
    }

    private static SubscribeResult result(Drawn drawn, long number) {
        return new SubscribeResult(
                drawn.maybe(),
                (int) drawn.whole(31),
                drawn.maybe(),
                drawn.maybe(),
                new Position(drawn.maybe() ? "" : drawn.channel(), drawn.whole(63)),
                drawn.maybe(),
                drawn.maybe(),
                publications(drawn),
                number,
                drawn.maybe() ? payload(drawn) : null);
    }

    private static Map<String, Object> with(Map<String, Object> fields, @Nullable Payload data) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        if (data != null) {
            all.putAll(required("data", data));
        }
        return all;
    }

    private static SampleReply reply(
            BiConsumer<ReplyEncoder, ByteBuf> write, int id, String method, Map<String, Object> result) {
        Map<String, Object> reply = fields("id", Integer.toUnsignedLong(id));
        reply.put(method, result);
        return new SampleReply(write, reply);
    }

    private static SampleReply push(BiConsumer<ReplyEncoder, ByteBuf> write, Map<String, Object> push) {
        return new SampleReply(write, required("push", push));
    }

    private static Map<String, Object> fields(SubscribeResult result) {
        Map<String, Object> fields = fields(
                "expires", result.expires(),
                "ttl", result.ttl(),
                "recoverable", result.recoverable(),
                "positioned", result.positioned(),
                "epoch", result.position().epoch(),
                "offset", result.position().offset(),
                "was_recovering", result.wasRecovering(),
                "recovered", result.recovered(),
                "publications", fields(result.publications()),
                "id", result.number());
        return with(fields, result.data());
    }

    private static List<Map<String, Object>> fields(List<Publication> publications) {
        return publications.stream().map(SampleReply::fields).toList();
    }

    private static Map<String, Object> fields(Publication publication) {
        Map<String, Object> fields = required("data", publication.payload());
        if (publication.info() != null) {
            fields.put("info", fields(publication.info()));
        }
        fields.putAll(fields(
                "offset", publication.offset(),
                "time", publication.time(),
                "tags", publication.tags(),
                "epoch", publication.offset() == 1 ? publication.epoch() : ""));
        return fields;
    }

    private static Map<String, Object> fields(ClientInfo who) {
        Map<String, Object> fields = required("user", who.user(), "client", who.client());
        if (who.connInfo() != null) {
            fields.put("conn_info", who.connInfo());
        }
        if (who.chanInfo() != null) {
            fields.put("chan_info", who.chanInfo());
        }
        return fields;
    }

    /** Without what is empty, 0 or false, unless it is a message. */
    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = required(namesAndValues);
        fields.values()
                .removeIf(value -> value.equals("")
                        || value.equals(false)
                        || (value instanceof Number number && number.longValue() == 0)
                        || (value instanceof List<?> list && list.isEmpty()));
        if (Map.of().equals(fields.get("subs"))) {
            fields.remove("subs");
        }
        if (Map.of().equals(fields.get("tags"))) {
            fields.remove("tags");
        }
        return fields;
    }

    private static Map<String, Object> required(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}

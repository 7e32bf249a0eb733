package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.protocol.centrifugal.Command.Connect;
import dev.echowall.protocol.centrifugal.Command.History;
import dev.echowall.protocol.centrifugal.Command.Ping;
import dev.echowall.protocol.centrifugal.Command.Pong;
import dev.echowall.protocol.centrifugal.Command.Presence;
import dev.echowall.protocol.centrifugal.Command.PresenceStats;
import dev.echowall.protocol.centrifugal.Command.Publish;
import dev.echowall.protocol.centrifugal.Command.Refresh;
import dev.echowall.protocol.centrifugal.Command.Rpc;
import dev.echowall.protocol.centrifugal.Command.Send;
import dev.echowall.protocol.centrifugal.Command.SubRefresh;
import dev.echowall.protocol.centrifugal.Command.Subscribe;
import dev.echowall.protocol.centrifugal.Command.Unknown;
import dev.echowall.protocol.centrifugal.Command.Unsubscribe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A command as a client has it, and what the server is to read of it.
 *
 * @param fields by name: what {@link ProtobufSchema#message} takes
 */
record SampleCommand(Map<String, Object> fields, Command expected) {
    private static final int KINDS = 14;

    /** Any command; data is JSON on one line, or when bytes are wanted, any bytes or JSON. */
    static SampleCommand draw(Drawn drawn, boolean bytes) {
        int id = (int) drawn.whole(32);
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("id", Integer.toUnsignedLong(id));
        Map<String, Object> body = new LinkedHashMap<>();
        String channel = drawn.channel();
        String token = drawn.text();
        Payload data = data(drawn, bytes);
        switch (drawn.below(KINDS)) {
            case 0 -> {
                Map<String, SubscribeRequest> subs = new LinkedHashMap<>();
                body.put("subs", requests(drawn, bytes, subs));
                body.put("token", token);
                body.put("name", channel);
                body.put("version", token);
                body.put("data", data);
                body.put("headers", drawn.tags());
                return of(command, "connect", body, new Connect(id, token, subs, channel, token, data));
            }
            case 1 -> {
                SubscribeRequest request = request(drawn, bytes, channel, body);
                body.put("channel", channel);
                return of(command, "subscribe", body, new Subscribe(id, request));
            }
            case 2 -> {
                body.put("channel", channel);
                return of(command, "unsubscribe", body, new Unsubscribe(id, channel));
            }
            case 3 -> {
                body.put("channel", channel);
                body.put("data", data);
                return of(command, "publish", body, new Publish(id, channel, data));
            }
            case 4 -> {
                body.put("channel", channel);
                return of(command, "presence", body, new Presence(id, channel));
            }
            case 5 -> {
                body.put("channel", channel);
                return of(command, "presence_stats", body, new PresenceStats(id, channel));
            }
            case 6 -> {
                Position since = drawn.maybe() ? new Position(drawn.channel(), drawn.whole(63)) : null;
                int limit = drawn.maybe() ? -1 : (int) drawn.whole(31);
                boolean reverse = drawn.maybe();
                body.put("channel", channel);
                body.put("limit", limit);
                body.put("reverse", reverse);
                if (since != null) {
                    body.put("since", new LinkedHashMap<>(Map.of("offset", since.offset(), "epoch", since.epoch())));
                }
                return of(command, "history", body, new History(id, channel, limit, since, reverse));
            }
            case 7 -> {
                return of(command, "ping", body, new Ping(id));
            }
            case 8 -> {
                command.remove("id");
                body.put("data", data);
                return of(command, "send", body, new Send(data));
            }
            case 9 -> {
                body.put("method", token);
                body.put("data", data);
                return of(command, "rpc", body, new Rpc(id, token, data));
            }
            case 10 -> {
                body.put("token", token);
                return of(command, "refresh", body, new Refresh(id, token));
            }
            case 11 -> {
                body.put("channel", channel);
                body.put("token", token);
                return of(command, "sub_refresh", body, new SubRefresh(id, channel, token));
            }
            case 12 -> {
                return new SampleCommand(Map.of(), new Pong());
            }
            default -> {
                return new SampleCommand(command, id == 0 ? new Pong() : new Unknown(id));
            }
        }
    }

    private static SampleCommand of(
            Map<String, Object> command, String method, Map<String, Object> body, Command expected) {
        command.put(method, body);
        return new SampleCommand(command, expected);
    }

    private static Payload data(Drawn drawn, boolean bytes) {
        if (!bytes) {
            return Payload.json(new String(drawn.jsonBytes(), UTF_8).replaceAll("[\r\n]", ""));
        }
        byte[] any = drawn.bytes(100);
        // No JSON begins so.
        return drawn.maybe() || any.length == 0 ? new Payload(Payload.Kind.JSON, drawn.jsonBytes()) : binary(any);
    }

    private static Payload binary(byte[] any) {
        any[0] |= (byte) 0x80;
        return Payload.binary(any);
    }

    private static Map<String, Object> requests(Drawn drawn, boolean bytes, Map<String, SubscribeRequest> read) {
        Map<String, Object> requests = new LinkedHashMap<>();
        for (int i = drawn.below(4); i > 0; i--) {
            Map<String, Object> body = new LinkedHashMap<>();
            String channel = drawn.channel();
            read.put(channel, request(drawn, bytes, channel, body));
            requests.put(channel, body);
        }
        return requests;
    }

    private static SubscribeRequest request(Drawn drawn, boolean bytes, String channel, Map<String, Object> body) {
        SubscribeRequest request = new SubscribeRequest(
                channel,
                drawn.text(),
                drawn.maybe(),
                new Position(drawn.channel(), drawn.whole(63)),
                drawn.maybe(),
                drawn.maybe(),
                drawn.maybe(),
                drawn.whole(63),
                drawn.below(5),
                drawn.maybe(),
                data(drawn, bytes));
        body.put("token", request.token());
        body.put("recover", request.recover());
        body.put("epoch", request.from().epoch());
        body.put("offset", request.from().offset());
        body.put("positioned", request.positioned());
        body.put("recoverable", request.recoverable());
        body.put("join_leave", request.joinLeave());
        body.put("flag", request.flag());
        body.put("type", request.type());
        body.put("data", Objects.requireNonNull(request.data()));
        body.put("delta", "fossil");
        if (request.filtered()) {
            body.put("tf", new LinkedHashMap<>(Map.of("op", "eq", "key", drawn.text())));
        }
        return request;
    }

    /** Fields in any order, among others that nobody knows, with space wherever it may be. */
    String json(Drawn drawn) {
        return object(drawn, fields);
    }

    private static String object(Drawn drawn, Map<?, ?> fields) {
        List<String> members = new ArrayList<>();
        fields.forEach(
                (name, value) -> members.add(string(name) + drawn.space() + ":" + drawn.space() + value(drawn, value)));
        for (int i = drawn.below(3); i > 0; i--) {
            members.add("\"x" + i + "\":" + drawn.json(2));
        }
        Collections.shuffle(members, drawn.random);
        return "{" + drawn.space() + String.join(drawn.space() + "," + drawn.space(), members) + "}";
    }

    private static String value(Drawn drawn, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().allMatch(each -> each instanceof Map<?, ?>)
                    ? entries(drawn, map)
                    : object(drawn, map);
        } else if (value instanceof Payload payload) {
            return payload.string();
        } else if (value instanceof byte[] json) {
            return new String(json, UTF_8);
        }
        // As Protobuf's own JSON writes what has 64 bits.
        return value instanceof String || (value instanceof Long && drawn.below(4) == 0)
                ? string(value)
                : value.toString();
    }

    /** Without unknown ones, since each stands for something. */
    private static String entries(Drawn drawn, Map<?, ?> map) {
        List<String> members = new ArrayList<>();
        map.forEach((key, value) -> members.add(string(key) + ":" + value(drawn, value)));
        return "{" + String.join(",", members) + "}";
    }

    private static String string(Object text) {
        return TextNode.valueOf(text.toString()).toString();
    }

    /** As Protobuf's library writes it, among fields that nobody knows. */
    DynamicMessage protobuf(Drawn drawn) {
        UnknownFieldSet.Builder unknown = UnknownFieldSet.newBuilder();
        for (int i = drawn.below(3); i > 0; i--) {
            UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
            switch (drawn.below(4)) {
                case 0 -> field.addVarint(drawn.whole(64));
                case 1 -> field.addFixed32(drawn.below(1 << 30));
                case 2 -> field.addFixed64(drawn.whole(64));
                default -> field.addLengthDelimited(ByteString.copyFrom(drawn.bytes(20)));
            }
            unknown.addField(drawn.maybe() ? 16 + drawn.below(20) : 1 << 28, field.build());
        }
        return ProtobufSchema.message(ProtobufSchema.COMMAND, fields).toBuilder()
                .setUnknownFields(unknown.build())
                .build();
    }
}

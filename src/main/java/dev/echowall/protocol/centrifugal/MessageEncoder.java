package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The schema of replies and pushes, for both encodings of {@link FieldWriter}. */
final class MessageEncoder implements ReplyEncoder {
    static final MessageEncoder JSON = new MessageEncoder(Frames.TEXT, JsonWriter::new, JsonWriter::bytes);
    static final MessageEncoder PROTOBUF =
            new MessageEncoder(Frames.BINARY, ProtobufWriter::new, ProtobufWriter::bytes);

    /** The most bytes of the names, numbers and brackets of a publication, including its publisher. */
    private static final int AROUND_VALUES_BYTES = 192;

    private static final int AROUND_TAG_BYTES = 12;

    /** The most bytes of one character: a control character in JSON. */
    private static final int CHARACTER_BYTES = 6;

    private final int opcode;
    private final Function<ByteBuf, FieldWriter> writers;
    private final ToIntFunction<Payload> payloadBytes;
    /** One object, because frames are shared between subscribers with the identical format object. */
    private final WireFormat named = new PublicationFormat(this, 0);

    private MessageEncoder(int opcode, Function<ByteBuf, FieldWriter> writers, ToIntFunction<Payload> payloadBytes) {
        this.opcode = opcode;
        this.writers = writers;
        this.payloadBytes = payloadBytes;
    }

    @Override
    public void error(ByteBuf out, int id, int code, String message, boolean temporary) {
        reply(out, id, 2, "error", error -> {
            error.whole(1, "code", code);
            error.text(2, "message", message);
            error.flag(3, "temporary", temporary);
        });
    }

    @Override
    public void connect(ByteBuf out, int id, ConnectResult result) {
        reply(out, id, 5, "connect", connect -> {
            connect.text(1, "client", result.client());
            connect.text(2, "version", result.version());
            connect.flag(3, "expires", result.expires());
            connect.whole(4, "ttl", result.ttl());
            payload(connect, 5, result.data());
            if (!result.subs().isEmpty()) {
                connect.map(6, "subs", result.subs(), MessageEncoder::subscribeResult);
            }
            connect.whole(7, "ping", result.pingSeconds());
            connect.flag(8, "pong", result.pong());
        });
    }

    @Override
    public void subscribe(ByteBuf out, int id, SubscribeResult result) {
        reply(out, id, 6, "subscribe", subscribe -> subscribeResult(subscribe, result));
    }

    @Override
    public void unsubscribe(ByteBuf out, int id) {
        reply(out, id, 7, "unsubscribe", unsubscribe -> {});
    }

    @Override
    public void publish(ByteBuf out, int id) {
        reply(out, id, 8, "publish", publish -> {});
    }

    @Override
    public void presence(ByteBuf out, int id, Map<String, ClientInfo> clients) {
        reply(out, id, 9, "presence", presence -> presence.map(1, "presence", clients, MessageEncoder::clientInfo));
    }

    @Override
    public void presenceStats(ByteBuf out, int id, int clients, int users) {
        reply(out, id, 10, "presence_stats", stats -> {
            stats.requiredWhole(1, "num_clients", clients);
            stats.requiredWhole(2, "num_users", users);
        });
    }

    @Override
    public void history(ByteBuf out, int id, List<Publication> publications, Position top) {
        reply(out, id, 11, "history", history -> {
            history.list(1, "publications", publications, MessageEncoder::publication);
            history.requiredText(2, "epoch", top.epoch());
            history.requiredWhole(3, "offset", top.offset());
        });
    }

    @Override
    public void rpc(ByteBuf out, int id, @Nullable Payload data) {
        reply(out, id, 13, "rpc", rpc -> {
            payload(rpc, 1, data);
        });
    }

    @Override
    public void refresh(ByteBuf out, int id, String client, String version, boolean expires, int ttl) {
        reply(out, id, 14, "refresh", refresh -> {
            refresh.text(1, "client", client);
            refresh.text(2, "version", version);
            refresh.flag(3, "expires", expires);
            refresh.whole(4, "ttl", ttl);
        });
    }

    @Override
    public void subRefresh(ByteBuf out, int id, boolean expires, int ttl) {
        reply(out, id, 15, "sub_refresh", refresh -> {
            refresh.flag(1, "expires", expires);
            refresh.whole(2, "ttl", ttl);
        });
    }

    @Override
    public void join(ByteBuf out, String channel, ClientInfo who) {
        push(out, channel, 5, "join", join -> join.message(1, "info", info -> clientInfo(info, who)));
    }

    @Override
    public void leave(ByteBuf out, String channel, ClientInfo who) {
        push(out, channel, 6, "leave", leave -> leave.message(1, "info", info -> clientInfo(info, who)));
    }

    @Override
    public void unsubscribed(ByteBuf out, String channel, int code, String reason) {
        push(out, channel, 7, "unsubscribe", unsubscribe -> {
            unsubscribe.whole(2, "code", code);
            unsubscribe.text(3, "reason", reason);
        });
    }

    @Override
    public void subscribed(
            ByteBuf out,
            String channel,
            boolean recoverable,
            boolean positioned,
            Position position,
            @Nullable Payload data) {
        push(out, channel, 9, "subscribe", subscribe -> {
            subscribe.flag(1, "recoverable", recoverable);
            subscribe.text(4, "epoch", position.epoch());
            subscribe.whole(5, "offset", position.offset());
            subscribe.flag(6, "positioned", positioned);
            payload(subscribe, 7, data);
        });
    }

    @Override
    public void message(ByteBuf out, Payload data) {
        push(out, "", 8, "message", message -> message.payload(1, "data", data));
    }

    @Override
    public void disconnect(ByteBuf out, int code, String reason) {
        push(out, "", 11, "disconnect", disconnect -> {
            disconnect.whole(1, "code", code);
            disconnect.text(2, "reason", reason);
        });
    }

    @Override
    public void refreshed(ByteBuf out, boolean expires, int ttl) {
        push(out, "", 12, "refresh", refresh -> {
            refresh.flag(1, "expires", expires);
            refresh.whole(2, "ttl", ttl);
        });
    }

    @Override
    public void ping(ByteBuf out) {
        frame(out, nothing -> {});
    }

    @Override
    public WireFormat publications() {
        return named;
    }

    @Override
    public WireFormat publications(long number) {
        return new PublicationFormat(this, number);
    }

    @Override
    public int sizeOf(Publication publication) {
        int bytes = AROUND_VALUES_BYTES
                + publication.epoch().length() * CHARACTER_BYTES
                + payloadBytes.applyAsInt(publication.payload());
        for (Map.Entry<String, String> each : publication.tags().entrySet()) {
            int characters = each.getKey().length() + each.getValue().length();
            bytes += AROUND_TAG_BYTES + characters * CHARACTER_BYTES;
        }
        ClientInfo who = publication.info();
        if (who != null) {
            bytes += (who.user().length() + who.client().length()) * CHARACTER_BYTES
                    + bytes(who.connInfo())
                    + bytes(who.chanInfo());
        }
        return bytes;
    }

    private static int bytes(byte @Nullable [] json) {
        return json == null ? 0 : json.length;
    }

    /** A push of a publication; a number other than 0 replaces the channel's name. */
    void publication(ByteBuf out, long number, Publication publication) {
        push(
                out,
                number,
                number == 0 ? publication.channel().value() : "",
                4,
                "pub",
                pub -> publication(pub, publication));
    }

    private static void publication(FieldWriter writer, Publication publication) {
        writer.payload(4, "data", publication.payload());
        ClientInfo who = publication.info();
        if (who != null) {
            writer.message(5, "info", info -> clientInfo(info, who));
        }
        writer.whole(6, "offset", publication.offset());
        writer.tags(7, "tags", publication.tags(), publication.payload());
        writer.whole(9, "time", publication.time());
        if (publication.offset() == 1) {
            // A client that subscribed before the stream existed learns the epoch from it.
            writer.text(14, "epoch", publication.epoch());
        }
    }

    private static void subscribeResult(FieldWriter writer, SubscribeResult result) {
        writer.flag(1, "expires", result.expires());
        writer.whole(2, "ttl", result.ttl());
        writer.flag(3, "recoverable", result.recoverable());
        writer.text(6, "epoch", result.position().epoch());
        if (!result.publications().isEmpty()) {
            writer.list(7, "publications", result.publications(), MessageEncoder::publication);
        }
        writer.flag(8, "recovered", result.recovered());
        writer.whole(9, "offset", result.position().offset());
        writer.flag(10, "positioned", result.positioned());
        payload(writer, 11, result.data());
        writer.flag(12, "was_recovering", result.wasRecovering());
        writer.whole(14, "id", result.number());
    }

    private static void payload(FieldWriter writer, int number, @Nullable Payload data) {
        if (data != null) {
            writer.payload(number, "data", data);
        }
    }

    private static void clientInfo(FieldWriter writer, ClientInfo who) {
        writer.requiredText(1, "user", who.user());
        writer.requiredText(2, "client", who.client());
        writer.json(3, "conn_info", who.connInfo());
        writer.json(4, "chan_info", who.chanInfo());
    }

    private void reply(ByteBuf out, int id, int method, String name, Consumer<FieldWriter> result) {
        frame(out, reply -> {
            reply.whole(1, "id", Integer.toUnsignedLong(id));
            reply.message(method, name, result);
        });
    }

    private void push(ByteBuf out, String channel, int type, String name, Consumer<FieldWriter> body) {
        push(out, 0, channel, type, name, body);
    }

    private void push(ByteBuf out, long number, String channel, int type, String name, Consumer<FieldWriter> body) {
        frame(
                out,
                reply -> reply.message(4, "push", push -> {
                    push.whole(1, "id", number);
                    push.text(2, "channel", channel);
                    push.message(type, name, body);
                }));
    }

    private void frame(ByteBuf out, Consumer<FieldWriter> reply) {
        int begin = Frames.begin(out);
        writers.apply(out).root(reply);
        Frames.end(out, begin, opcode);
    }
}

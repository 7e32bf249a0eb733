package dev.echowall.session.plain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFormat;
import dev.echowall.protocol.websocket.Frames;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Messages to JSON clients other than publications: one text frame each. */
final class JsonNotices {
    private JsonNotices() {}

    /** The client's position and its node: {@code {"channel","epoch","offset","node"}}. */
    static ByteBuf subscribed(ChannelName channel, Position start, String node) {
        return Frames.text(JsonFormat.subscribed(channel, start, node));
    }

    /** {@code {"gap":{"after","epoch","oldest","reason"}}}. */
    static ByteBuf gap(@Nullable Position after, Recovery.Unrecoverable gap) {
        return Frames.text(
                JsonFormat.gap(after, gap.epoch(), gap.oldest(), gap.reason().label()));
    }

    /** {@code {"error":{"code","name","message"}}}. */
    static ByteBuf error(Refusal refusal) {
        return error(null, refusal);
    }

    /** The same with the {@code "id"} of the refused message, if it had one. */
    static ByteBuf error(@Nullable String id, Refusal refusal) {
        return Frames.text(JsonFormat.error(id, refusal));
    }

    /** {@code {"ack":{"id","epoch","offset","copies"}}}. */
    static ByteBuf ack(String id, Published published) {
        return Frames.text(JsonFormat.ack(id, published.position(), published.copies()));
    }

    /** @param number as the client wrote it */
    static ByteBuf pong(String number) {
        return Frames.text("{\"pong\":" + number + "}");
    }

    static ByteBuf frame(ObjectNode notice) {
        return Frames.text(notice.toString());
    }
}

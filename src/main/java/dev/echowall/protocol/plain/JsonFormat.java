package dev.echowall.protocol.plain;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A text frame with {@code {"channel":…,"epoch":…,"offset":…,"time":…,"node":…,"data":…}}, and related notices. {@code
 * data} is a string for TEXT and the value itself for JSON; BINARY is base64 in {@code "b64data"} instead.
 */
public enum JsonFormat implements WireFormat {
    INSTANCE;

    @Override
    public void encode(Publication publication, ByteBuf out) {
        byte[] head = head(publication);
        Frames.header(out, Frames.TEXT, head.length + tailSize(publication.payload()));
        out.writeBytes(head);
        writeTail(publication.payload(), out);
    }

    /** Appends the object alone, without a frame, for pages of publications. */
    public static void write(Publication publication, ByteBuf out) {
        out.writeBytes(head(publication));
        writeTail(publication.payload(), out);
    }

    /** The number of bytes that {@link #write} appends. */
    public static int size(Publication publication) {
        return head(publication).length + tailSize(publication.payload());
    }

    /** Tells a new subscriber its position and its node: {@code {"channel","epoch","offset","node"}}. */
    public static String subscribed(ChannelName channel, Position start, String node) {
        return "{\"channel\":\"" + channel + "\",\"epoch\":\"" + JsonText.escaped(start.epoch()) + "\",\"offset\":"
                + start.offset() + ",\"node\":\"" + JsonText.escaped(node) + "\"}";
    }

    /**
     * Tells a subscriber of a gap: {@code {"gap":{"after","epoch","oldest","reason"}}}.
     *
     * @param after the last position known to the subscriber; null if there was none
     * @param epoch the stream's current epoch
     * @param oldest the offset at which delivery continues
     * @param reason {@code trimmed} or {@code epoch}
     */
    public static String gap(@Nullable Position after, String epoch, long oldest, String reason) {
        String known = after == null ? "null" : "\"" + JsonText.escaped(after.toString()) + "\"";
        return "{\"gap\":{\"after\":" + known + ",\"epoch\":\"" + JsonText.escaped(epoch) + "\",\"oldest\":" + oldest
                + ",\"reason\":\"" + JsonText.escaped(reason) + "\"}}";
    }

    /** Acknowledges a client's message: {@code {"ack":{"id","epoch","offset","copies"}}}. */
    public static String ack(String id, Position at, int copies) {
        return "{\"ack\":{\"id\":\"" + JsonText.escaped(id) + "\",\"epoch\":\"" + JsonText.escaped(at.epoch())
                + "\",\"offset\":" + at.offset() + ",\"copies\":" + copies + "}}";
    }

    /**
     * Tells a client why something was refused: {@code {"error":{"id","code","name","message"}}}.
     *
     * @param id of the refused message; null, and left out, if it has none
     */
    public static String error(@Nullable String id, Refusal refusal) {
        String whose = id == null ? "" : "\"id\":\"" + JsonText.escaped(id) + "\",";
        return "{\"error\":{" + whose + "\"code\":" + refusal.number() + ",\"name\":\""
                + refusal.code().label() + "\",\"message\":\"" + JsonText.escaped(refusal.sentence()) + "\"}}";
    }

    private static byte[] head(Publication publication) {
        String head = "{\"channel\":\"" + publication.channel() + "\",\"epoch\":\""
                + JsonText.escaped(publication.epoch()) + "\",\"offset\":" + publication.offset() + ",\"time\":"
                + publication.time() + ",\"node\":\"" + JsonText.escaped(publication.node())
                + (publication.payload().kind() == Payload.Kind.BINARY ? "\",\"b64data\":" : "\",\"data\":");
        return head.getBytes(StandardCharsets.UTF_8);
    }

    private static int tailSize(Payload payload) {
        return switch (payload.kind()) {
            case TEXT -> JsonText.size(payload.bytes()) + "\"\"}".length();
            case BINARY -> (payload.size() + 2) / 3 * 4 + "\"\"}".length();
            case JSON -> payload.size() + "}".length();
        };
    }

    private static void writeTail(Payload payload, ByteBuf out) {
        switch (payload.kind()) {
            case TEXT -> {
                out.writeByte('"');
                JsonText.write(payload.bytes(), out);
                out.writeByte('"');
            }
            case BINARY ->
                out.writeByte('"')
                        .writeBytes(Base64.getEncoder().encode(payload.bytes()))
                        .writeByte('"');
            case JSON -> out.writeBytes(payload.bytes());
        }
        out.writeByte('}');
    }
}

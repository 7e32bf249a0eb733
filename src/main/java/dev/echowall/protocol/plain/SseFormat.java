package dev.echowall.protocol.plain;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Server-Sent Events (HTML standard, section 9.2): {@code id:} is the position, {@code data:} the payload, BINARY as
 * base64 in an event {@code binary}. Line breaks of any kind arrive as LF, because the format has no other.
 */
public enum SseFormat implements WireFormat {
    /** Unmodified, for a response that ends with its connection: HTTP/1.0. */
    PLAIN,
    /** Each event is a chunk of the response body: RFC 9112 section 7.1. */
    CHUNKED;

    @Override
    public void encode(Publication publication, ByteBuf out) {
        if (this == PLAIN) {
            event(publication, out);
            return;
        }
        ByteBuf event = Unpooled.buffer(publication.payload().size() + 64);
        event(publication, event);
        chunk(event, out);
    }

    /** Encodes one of the notices below, or a comment. */
    public ByteBuf notice(String lines) {
        ByteBuf plain = Unpooled.copiedBuffer(lines, StandardCharsets.UTF_8);
        if (this == PLAIN) {
            return plain;
        }
        ByteBuf out = Unpooled.buffer(plain.readableBytes() + 16);
        chunk(plain, out);
        return out;
    }

    /**
     * Tells a new subscriber its position: an id that the browser stores and a comment for people, but no event.
     *
     * @param start null if the position will be reported by a gap
     */
    public static String subscribed(ChannelName channel, @Nullable Position start) {
        return ": " + channel + (start == null ? "" : "\nid: " + start) + "\n\n";
    }

    /**
     * Tells a subscriber of a gap, with the id to continue from; the parameters are those of {@link JsonFormat#gap}.
     */
    public static String gap(@Nullable Position after, String epoch, long oldest, String reason) {
        Position next = new Position(epoch, oldest - 1);
        return "id: " + next + "\nevent: gap\ndata: " + JsonFormat.gap(after, epoch, oldest, reason) + "\n\n";
    }

    private static void event(Publication publication, ByteBuf out) {
        Payload payload = publication.payload();
        ascii("id: " + publication.position() + "\n", out);
        if (payload.kind() == Payload.Kind.BINARY) {
            ascii("event: binary\n", out);
            lines(Base64.getEncoder().encode(payload.bytes()), out);
        } else {
            lines(payload.bytes(), out);
        }
        out.writeByte('\n');
    }

    private static void chunk(ByteBuf data, ByteBuf out) {
        ascii(Integer.toHexString(data.readableBytes()) + "\r\n", out);
        out.writeBytes(data);
        ascii("\r\n", out);
    }

    private static void lines(byte[] data, ByteBuf out) {
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                dataLine(data, start, i, out);
                if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        dataLine(data, start, data.length, out);
    }

    private static void dataLine(byte[] data, int from, int to, ByteBuf out) {
        ascii("data: ", out);
        out.writeBytes(data, from, to - from).writeByte('\n');
    }

    private static void ascii(String text, ByteBuf out) {
        ByteBufUtil.writeAscii(out, text);
    }
}

package dev.echowall.session.poll;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.plain.JsonFormat;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to a poll: publications of one channel, and the position at which the next poll continues.
 *
 * @param offset of its last publication; of the requested position if there are none
 * @param lost why publications before it are missing; null if none are
 * @param bytes of its encoded publications, with their separators
 */
public record PollPage(
        ChannelName channel,
        String epoch,
        long offset,
        @Nullable String lost,
        List<Publication> publications,
        int bytes) {
    /** The most bytes as it is sent; it always has at least one publication, however large. */
    static final int MAX_BYTES = 128 * 1024;

    /** More than the JSON around the publications of a page. */
    private static final int HEAD_BYTES = 512;

    static PollPage empty(ChannelName channel, Position after) {
        return new PollPage(channel, after.epoch(), after.offset(), null, List.of(), 0);
    }

    /** As many of the first publications as fit. */
    static PollPage of(ChannelName channel, Position after, Recovery read, @Nullable String lost) {
        List<Publication> publications = read instanceof Recovered recovered ? recovered.publications() : List.of();
        int bytes = 0;
        int count = 0;
        while (count < publications.size()) {
            int more = JsonFormat.size(publications.get(count)) + 1;
            if (count > 0 && bytes + more > MAX_BYTES) {
                break;
            }
            bytes += more;
            count++;
        }
        long offset = count == 0 ? after.offset() : publications.get(count - 1).offset();
        return new PollPage(channel, read.epoch(), offset, lost, publications.subList(0, count), bytes);
    }

    /** Whether it has nothing new for the client. */
    boolean isEmpty() {
        return publications.isEmpty() && lost == null;
    }

    Position position() {
        return new Position(epoch, offset);
    }

    /** Its entity tag, in quotes. */
    public String tag() {
        return "\"" + epoch + ":" + offset + (lost == null ? "" : ":" + lost) + "+" + publications.size() + "\"";
    }

    /** The most bytes of {@link #json}. */
    public int size() {
        return HEAD_BYTES + bytes;
    }

    /** {@code {"channel","epoch","offset","recovered","reason","publications":[…]}}. */
    public ByteBuf json() {
        ByteBuf out = Unpooled.buffer(size());
        text(
                out,
                "{\"channel\":\"" + channel + "\",\"epoch\":\"" + epoch + "\",\"offset\":" + offset + ",\"recovered\":"
                        + (lost == null) + (lost == null ? "" : ",\"reason\":\"" + lost + "\"")
                        + ",\"publications\":[");
        for (int i = 0; i < publications.size(); i++) {
            text(out, i == 0 ? "" : ",");
            JsonFormat.write(publications.get(i), out);
        }
        text(out, "]}");
        return out;
    }

    private static void text(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }
}

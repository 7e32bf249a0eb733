package dev.echowall.protocol.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflatedFormatTest {
    private static final byte[] END = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private static Publication publication(Payload payload) {
        return new Publication(ChannelName.of("echo"), "x7", 42, 1, "node1", payload);
    }

    private static ByteBuf encoded(WireFormat format, Payload payload) {
        ByteBuf out = Unpooled.buffer();
        format.encode(publication(payload), out);
        return out;
    }

    private static WireFormat deflated(int windowBits) {
        return DeflatedFormat.of(RawFormat.INSTANCE, windowBits);
    }

    private static Payload letters(int size) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < size; i++) {
            text.append("the wall said ").append(i * 31 % 97).append("; ");
        }
        return Payload.text(text.substring(0, size));
    }

    /** The message in the frame; first and second byte have been looked at. */
    private static byte[] inflated(ByteBuf frame, int size) throws DataFormatException {
        frame.skipBytes(Frames.headerBytes(frame, frame.readerIndex()));
        byte[] bytes = new byte[frame.readableBytes() + END.length];
        frame.readBytes(bytes, 0, frame.readableBytes());
        System.arraycopy(END, 0, bytes, bytes.length - END.length, END.length);
        Inflater inflater = new Inflater(true);
        inflater.setInput(bytes);
        byte[] out = new byte[size + 1];
        int count = inflater.inflate(out);
        assertThat(inflater.getRemaining()).isZero();
        inflater.end();
        return Arrays.copyOf(out, count);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1000, 40_000, 300_000})
    void a_message_is_made_smaller_and_bears_the_bit(int size) throws DataFormatException {
        Payload payload = letters(size);
        ByteBuf frame = encoded(deflated(15), payload);
        assertThat(frame.readableBytes()).isLessThan(size);
        assertThat(frame.getUnsignedByte(0)).isEqualTo((short) 0xC1);
        assertThat(inflated(frame, size)).isEqualTo(payload.bytes());
    }

    @Test
    void a_binary_message_stays_one() {
        assertThat(encoded(deflated(15), Payload.binary(new byte[500])).getUnsignedByte(0))
                .isEqualTo((short) 0xC2);
    }

    @Test
    void a_small_message_is_sent_plain() {
        Payload payload = letters(127);
        assertThat(encoded(deflated(15), payload)).isEqualTo(encoded(RawFormat.INSTANCE, payload));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 129, 200, 70_000})
    void what_does_not_get_smaller_is_sent_plain(int size) {
        byte[] noise = new byte[size];
        new Random(3).nextBytes(noise);
        Payload payload = Payload.binary(noise);
        assertThat(encoded(deflated(15), payload)).isEqualTo(encoded(RawFormat.INSTANCE, payload));
        assertThat(encoded(deflated(8), payload)).isEqualTo(encoded(RawFormat.INSTANCE, payload));
    }

    @Test
    void a_message_does_not_depend_on_those_before_it() {
        ByteBuf first = encoded(deflated(15), letters(500));
        encoded(deflated(15), letters(70_000));
        assertThat(encoded(deflated(15), letters(500))).isEqualTo(first);
    }

    @Test
    void what_stands_before_it_in_the_buffer_stays() {
        ByteBuf out = Unpooled.buffer().writeInt(7);
        deflated(15).encode(publication(letters(500)), out);
        assertThat(out.readInt()).isEqualTo(7);
        assertThat(out).isEqualTo(encoded(deflated(15), letters(500)));
    }

    @Test
    void json_is_compressed_too() throws DataFormatException {
        Payload payload = letters(500);
        ByteBuf plain = encoded(JsonFormat.INSTANCE, payload);
        ByteBuf frame = encoded(DeflatedFormat.of(JsonFormat.INSTANCE, 15), payload);
        byte[] text = inflated(frame, 2000);
        plain.skipBytes(Frames.headerBytes(plain, 0));
        assertThat(Unpooled.wrappedBuffer(text)).isEqualTo(plain);
    }

    @Test
    void all_with_the_same_window_share_one_format() {
        assertThat(deflated(15)).isSameAs(deflated(15)).isNotSameAs(deflated(9));
        assertThat(DeflatedFormat.of(JsonFormat.INSTANCE, 15)).isNotSameAs(deflated(15));
    }

    /** Each piece of a window's size inflates by an inflater that has seen nothing before it: so none refers beyond it. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14})
    void no_reference_goes_beyond_the_window(int bits) throws DataFormatException {
        Payload payload = letters(100_000);
        ByteBuf frame = encoded(deflated(bits), payload);
        assertThat(frame.getUnsignedByte(0)).isEqualTo((short) 0xC1);
        frame.skipBytes(Frames.headerBytes(frame, 0));
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        byte[] out = new byte[payload.size()];
        int from = 0;
        for (int at = 0; at < out.length; ) {
            int piece = Math.min(1 << bits, out.length - at);
            Inflater inflater = new Inflater(true);
            inflater.setInput(bytes, from, bytes.length - from);
            assertThat(inflater.inflate(out, at, piece)).isEqualTo(piece);
            from = afterFlush(bytes, from);
            inflater.end();
            at += piece;
        }
        assertThat(out).isEqualTo(payload.bytes());
    }

    private static int afterFlush(byte[] bytes, int from) {
        int at = from;
        while (at + END.length < bytes.length && !Arrays.equals(bytes, at, at + END.length, END, 0, END.length)) {
            at++;
        }
        return at + END.length;
    }
}

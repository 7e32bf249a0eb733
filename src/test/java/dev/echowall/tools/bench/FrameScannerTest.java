package dev.echowall.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.websocket.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
    private static final class Recording implements FrameScanner.Reader {
        final List<String> seen = new ArrayList<>();

        private static String text(ByteBuf in, int from, int end) {
            String text = in.toString(from, end - from, StandardCharsets.ISO_8859_1);
            return text.length() > 20 ? text.length() + " bytes" : text;
        }

        @Override
        public void data(ByteBuf in, int from, int end) {
            seen.add("data " + text(in, from, end));
        }

        @Override
        public void ping(ByteBuf in, int from, int end) {
            seen.add("ping " + text(in, from, end));
        }

        @Override
        public void close(ByteBuf in, int from, int end) {
            seen.add("close " + in.getUnsignedShort(from));
        }

        @Override
        public void unreadable(String why) {
            seen.add("unreadable: " + why);
        }
    }

    private static final List<String> EXPECTED =
            List.of("data hello", "data 200 bytes", "ping are you there", "data ", "data 70000 bytes", "close 1000");

    private final Recording reader = new Recording();
    private final FrameScanner scanner = new FrameScanner(UnpooledByteBufAllocator.DEFAULT, reader);

    private static byte[] stream() {
        ByteBuf all = Unpooled.buffer();
        List.of(
                        Frames.text("hello"),
                        Frames.frame(Frames.BINARY, new byte[200]),
                        Frames.frame(Frames.PING, "are you there".getBytes(StandardCharsets.US_ASCII)),
                        Frames.text(""),
                        Frames.frame(Frames.BINARY, new byte[70_000]),
                        Frames.close(1000, "bye"))
                .forEach(all::writeBytes);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private ByteBuf feed(byte[] bytes, int from, int end) {
        ByteBuf chunk = Unpooled.copiedBuffer(bytes, from, end - from);
        scanner.feed(chunk);
        return chunk;
    }

    @Test
    void frames_of_every_kind_and_length_are_found_in_one_piece() {
        byte[] bytes = stream();
        ByteBuf chunk = feed(bytes, 0, bytes.length);
        assertThat(reader.seen).isEqualTo(EXPECTED);
        assertThat(chunk.refCnt()).isZero();
    }

    @Test
    void a_cut_at_any_byte_changes_nothing() {
        byte[] bytes = stream();
        // Heads and short frames; the long payload in the middle only at some places.
        for (int cut = 1; cut < bytes.length; cut += cut > 300 && cut < bytes.length - 300 ? 997 : 1) {
            Recording heard = new Recording();
            FrameScanner fresh = new FrameScanner(UnpooledByteBufAllocator.DEFAULT, heard);
            fresh.feed(Unpooled.copiedBuffer(bytes, 0, cut));
            fresh.feed(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
            assertThat(heard.seen).as("cut at " + cut).isEqualTo(EXPECTED);
        }
    }

    @Test
    void bytes_may_come_one_by_one() {
        byte[] bytes = stream();
        for (int i = 0; i < bytes.length; i++) {
            feed(bytes, i, i + 1);
        }
        assertThat(reader.seen).isEqualTo(EXPECTED);
    }

    @Test
    void what_waits_for_the_rest_does_not_hold_the_buffer_it_came_in() {
        byte[] bytes = stream();
        ByteBuf chunk = feed(bytes, 0, 10);
        assertThat(chunk.refCnt()).isZero();
        assertThat(reader.seen).containsExactly("data hello");
    }

    @Test
    void a_masked_frame_is_not_a_servers() {
        feed(new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0}, 0, 6);
        assertThat(reader.seen).singleElement().asString().startsWith("unreadable");
    }

    @Test
    void a_compressed_frame_was_not_agreed_on() {
        feed(new byte[] {(byte) 0xC1, 0}, 0, 2);
        assertThat(reader.seen).singleElement().asString().startsWith("unreadable");
    }

    @Test
    void a_claim_of_two_to_the_63_is_not_waited_for() {
        feed(new byte[] {(byte) 0x82, 127, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0}, 0, 10);
        assertThat(reader.seen).containsExactly("unreadable: a frame of more than 64 MiB");
    }

    @Test
    void after_that_nothing_more_is_read() {
        feed(new byte[] {(byte) 0x83, 0, (byte) 0x81, 0}, 0, 4);
        ByteBuf chunk = feed(stream(), 0, 7);
        assertThat(reader.seen).containsExactly("unreadable: a frame of an unknown kind");
        assertThat(chunk.refCnt()).isZero();
    }

    @Test
    void stopped_it_keeps_nothing() {
        feed(stream(), 0, 3);
        scanner.stop();
        ByteBuf chunk = feed(stream(), 3, 7);
        assertThat(reader.seen).isEmpty();
        assertThat(chunk.refCnt()).isZero();
    }
}

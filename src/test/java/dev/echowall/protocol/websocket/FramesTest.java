package dev.echowall.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "2147483647, 817f000000007fffffff"
    })
    void a_length_is_written_in_as_few_bytes_as_it_fits_in(int length, String hex) {
        ByteBuf out = Unpooled.buffer();
        Frames.header(out, Frames.TEXT, length);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(hex);
        assertThat(Frames.headerBytes(length)).isEqualTo(hex.length() / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 3_000_000})
    void a_frame_whose_length_is_known_last_is_as_any_other(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        for (ByteBuf out : new ByteBuf[] {
            Unpooled.buffer(),
            Unpooled.directBuffer(),
            ByteBufAllocator.DEFAULT.directBuffer(),
            PooledByteBufAllocator.DEFAULT.directBuffer(4 + length)
        }) {
            out.writeByte(7);
            int begin = Frames.begin(out);
            out.writeBytes(payload);
            Frames.end(out, begin, Frames.BINARY);
            assertThat(out.readByte()).isEqualTo((byte) 7);
            assertThat(out).isEqualTo(Frames.frame(Frames.BINARY, payload));
            out.release();
        }
    }

    @Test
    void a_close_has_code_and_reason() {
        assertThat(ByteBufUtil.hexDump(Frames.close(1012, "on"))).isEqualTo("880403f46f6e");
    }

    @Test
    void a_close_without_a_code_is_empty() {
        assertThat(ByteBufUtil.hexDump(Frames.close(1005, "ignored"))).isEqualTo("8800");
    }

    @Test
    void a_long_reason_is_cut_at_a_character() {
        ByteBuf frame = Frames.close(1008, "a" + "壁".repeat(41));
        assertThat(frame.readableBytes()).isEqualTo(4 + 1 + 40 * 3);
        assertThat(frame.getUnsignedByte(1)).isEqualTo((short) (2 + 121));
    }
}

package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusGuardTest {
    private static final int MOST = 1_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EmbeddedChannel channel = new EmbeddedChannel(new BusGuard(MOST, new Metrics(meters)));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf frame(int bytes) {
        ByteBuf frame = Unpooled.buffer().writeInt(bytes).writeByte(2);
        return frame.writeZero(bytes - 1);
    }

    private void assertRefused() {
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(meters.counter("echowall.cluster.refusals", "port", "bus").count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "OPTI",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "SSH-2.0-x",
                "\u0000\u0000\u0000\u0000",
                "\u0000\u0000\u0000\u0012",
                "\u0000\u0000\u0003\u00e9"
            })
    void what_cannot_be_a_frame_is_closed_at_once(String said) {
        channel.writeInbound(Unpooled.copiedBuffer(said, StandardCharsets.ISO_8859_1));
        assertRefused();
    }

    @Test
    void a_length_that_comes_byte_by_byte_is_closed_by_the_fourth() {
        for (byte each : "POS".getBytes(StandardCharsets.US_ASCII)) {
            channel.writeInbound(Unpooled.buffer().writeByte(each));
        }
        assertThat(channel.isOpen()).isTrue();
        channel.releaseInbound();
        channel.writeInbound(Unpooled.buffer().writeByte('T'));
        assertRefused();
    }

    @Test
    void another_version_is_closed() {
        channel.writeInbound(Unpooled.buffer().writeInt(100).writeByte(1));
        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 64, 4096})
    void frames_within_the_bound_go_on_as_they_are_however_they_are_cut(int piece) {
        ByteBuf all = Unpooled.wrappedBuffer(frame(19), frame(MOST), frame(20), frame(999));
        byte[] expected = ByteBufUtil.getBytes(all);
        for (int at = 0; at < expected.length; at += piece) {
            channel.writeInbound(Unpooled.wrappedBuffer(expected, at, Math.min(piece, expected.length - at)));
        }
        all.release();
        ByteBuf heard = Unpooled.buffer();
        for (ByteBuf each = channel.readInbound(); each != null; each = channel.readInbound()) {
            heard.writeBytes(each);
            each.release();
        }
        assertThat(ByteBufUtil.getBytes(heard)).isEqualTo(expected);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void after_good_frames_a_bad_one_is_closed_too() {
        channel.writeInbound(frame(50));
        channel.releaseInbound();
        channel.writeInbound(Unpooled.buffer().writeInt(MOST + 1));
        assertRefused();
    }

    @Test
    void a_frame_that_does_not_end_is_closed_and_one_that_comes_slowly_is_not() {
        channel.freezeTime();
        for (int i = 0; i < 5; i++) {
            ByteBuf frame = frame(100);
            channel.writeInbound(frame.readRetainedSlice(50));
            channel.advanceTimeBy(9, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(channel.isOpen()).isTrue();
            channel.writeInbound(frame);
        }
        channel.advanceTimeBy(1, TimeUnit.HOURS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).as("silent between two frames").isTrue();
        channel.releaseInbound();
        channel.writeInbound(frame(100).writerIndex(50));
        channel.releaseInbound();
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertRefused();
    }

    @Test
    void who_says_nothing_at_all_is_closed() {
        EmbeddedChannel silent = new EmbeddedChannel();
        silent.freezeTime();
        silent.pipeline().addLast(new BusGuard(MOST, new Metrics(meters)));
        silent.pipeline().fireChannelActive();
        silent.advanceTimeBy(10, TimeUnit.SECONDS);
        silent.runScheduledPendingTasks();
        assertThat(silent.isOpen()).isFalse();
    }
}

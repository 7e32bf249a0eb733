package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.plain.JsonFormat;
import dev.echowall.protocol.plain.RawFormat;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TailTest {
    private static final int PAYLOAD = 1000;

    private final TailBudget space = new TailBudget(10_000);
    private final Tail tail = new Tail(space);

    @Test
    void an_offset_is_found_in_the_batch_that_holds_it() {
        Segment first = tail.append(publications(3, 5));
        Segment second = tail.append(publications(6, 6));
        assertThat(tail.at(3)).isSameAs(first);
        assertThat(tail.at(5)).isSameAs(first);
        assertThat(tail.at(6)).isSameAs(second);
    }

    @Test
    void every_offset_is_found_however_often_the_oldest_went() {
        TailBudget small = new TailBudget(30_000);
        Tail many = new Tail(small);
        for (long last = 2; last <= 200; last += 2) {
            many.append(publications(last - 1, last));
            small.trim();
            assertThat(many.at(many.first() - 1)).isNull();
            for (long offset = many.first(); offset <= last; offset++) {
                Segment found = Objects.requireNonNull(many.at(offset));
                assertThat(offset).isBetween(found.first(), found.last());
            }
        }
        assertThat(many.first()).isGreaterThan(150);
    }

    @Test
    void what_it_does_not_reach_is_not_found() {
        tail.append(publications(3, 5));
        assertThat(tail.at(2)).isNull();
        assertThat(tail.at(6)).isNull();
    }

    @Test
    void a_hole_begins_the_tail_anew() {
        tail.append(publications(1, 2));
        long one = space.used();
        tail.append(publications(4, 5));
        assertThat(tail.first()).isEqualTo(4);
        assertThat(space.used()).isEqualTo(one);
    }

    @Test
    void beyond_the_memory_the_oldest_of_all_tails_goes_first() {
        Tail other = new Tail(space);
        other.append(publications(1, 3));
        tail.append(publications(1, 3));
        other.append(publications(4, 6));
        space.trim();
        assertThat(other.first()).isEqualTo(4);
        assertThat(tail.first()).isEqualTo(1);
        tail.append(publications(4, 6));
        space.trim();
        assertThat(tail.first()).isEqualTo(4);
    }

    @Test
    void encodings_count_as_memory_and_are_made_once() {
        Segment segment = tail.append(publications(1, 2));
        long bare = space.used();
        EncodedBatch raw = segment.in(RawFormat.INSTANCE);
        assertThat(segment.in(RawFormat.INSTANCE)).isSameAs(raw);
        assertThat(space.used()).isEqualTo(bare + 2 * (4 + PAYLOAD));
        assertThat(segment.in(JsonFormat.INSTANCE)).isNotSameAs(raw);
        tail.clear();
        assertThat(space.used()).isZero();
    }

    @Test
    void memory_given_up_stays_with_those_who_still_write_it() {
        EncodedBatch encoded = tail.append(publications(1, 1)).in(RawFormat.INSTANCE);
        ByteBuf frames = encoded.frames(0, 1);
        tail.clear();
        assertThat(frames.refCnt()).isEqualTo(1);
        assertThat(frames.readableBytes()).isEqualTo(4 + PAYLOAD);
        frames.release();
        assertThat(encoded.buffer().refCnt()).isZero();
    }

    @Test
    void some_of_a_batch_are_a_slice_of_its_bytes() {
        EncodedBatch encoded = tail.append(publications(1, 4)).in(RawFormat.INSTANCE);
        assertThat(encoded.fitting(1, 2 * (4 + PAYLOAD))).isEqualTo(2);
        assertThat(encoded.fitting(1, 2 * (4 + PAYLOAD) - 1)).isEqualTo(1);
        assertThat(encoded.fitting(3, 1)).isEqualTo(1);
        ByteBuf frames = encoded.frames(1, 2);
        assertThat(frames.readableBytes()).isEqualTo(2 * (4 + PAYLOAD));
        assertThat(frames.getByte(4)).isEqualTo((byte) 2);
        frames.release();
        tail.clear();
    }

    private static List<Publication> publications(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(offset -> {
                    byte[] bytes = new byte[PAYLOAD];
                    bytes[0] = (byte) offset;
                    return new Publication(ChannelName.of("echo"), "x", offset, 0, "node1", Payload.binary(bytes));
                })
                .toList();
    }
}

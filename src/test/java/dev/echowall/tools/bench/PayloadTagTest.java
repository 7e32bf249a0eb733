package dev.echowall.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTagTest {
    private final PayloadTag tag = PayloadTag.random(new Random(1));

    private ByteBuf payload(int number, int size) {
        ByteBuf payload = Unpooled.buffer();
        tag.write(payload, number, size);
        return payload;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 15, 16, 0xABCDEF, 123_456_789, Integer.MAX_VALUE})
    void a_number_is_read_as_it_was_written(int number) {
        assertThat(PayloadTag.number(payload(number, 16), 0)).isEqualTo(number);
    }

    @Test
    void a_payload_is_as_long_as_asked_and_plain_ascii() {
        String text = payload(1, 100).toString(StandardCharsets.UTF_8);
        assertThat(text).hasSize(100).matches("[~a-z0-9]+");
    }

    @Test
    void it_is_found_where_the_payload_begins() {
        ByteBuf in = Unpooled.wrappedBuffer(new byte[5]);
        ByteBuf both = Unpooled.copiedBuffer(in, payload(3, 20));
        assertThat(tag.find(both, 5, both.readableBytes())).isEqualTo(5);
    }

    @Test
    void it_is_found_in_whatever_it_is_wrapped_in() {
        ByteBuf json = Unpooled.copiedBuffer(
                Unpooled.copiedBuffer("{\"offset\":7,\"data\":\"", StandardCharsets.UTF_8),
                payload(7, 32),
                Unpooled.copiedBuffer("\"}", StandardCharsets.UTF_8));
        int at = tag.find(json, 0, json.readableBytes());
        assertThat(at).isEqualTo(20);
        assertThat(PayloadTag.number(json, at)).isEqualTo(7);
        // And again, now that it knows where to look.
        assertThat(tag.find(json, 0, json.readableBytes())).isEqualTo(20);
    }

    @Test
    void that_of_another_run_is_not_found() {
        ByteBuf payload = payload(1, 64);
        assertThat(PayloadTag.random(new Random(2)).find(payload, 0, 64)).isEqualTo(PayloadTag.NOWHERE);
    }

    @Test
    void one_that_is_cut_off_is_not_found() {
        ByteBuf payload = payload(1, 64);
        assertThat(tag.find(payload, 0, 15)).isEqualTo(PayloadTag.NOWHERE);
    }
}

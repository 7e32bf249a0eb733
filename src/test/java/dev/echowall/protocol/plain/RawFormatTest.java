package dev.echowall.protocol.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawFormatTest {
    @Test
    void a_text_is_a_text_frame() {
        assertThat(encoded(Payload.text("hello"))).isEqualTo(bytes("810568656c6c6f"));
    }

    @Test
    void json_is_a_text_frame_as_it_was_sent() {
        assertThat(encoded(Payload.json("{ }"))).isEqualTo(bytes("81037b207d"));
    }

    @Test
    void bytes_are_a_binary_frame() {
        assertThat(encoded(Payload.binary(bytes("00ff80")))).isEqualTo(bytes("820300ff80"));
    }

    @Test
    void an_empty_text_is_a_frame_too() {
        assertThat(encoded(Payload.text(""))).isEqualTo(bytes("8100"));
    }

    @ParameterizedTest
    @CsvSource({
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
    })
    void the_length_takes_as_few_bytes_as_it_may(int length, String header) {
        byte[] text = "a".repeat(length).getBytes(StandardCharsets.UTF_8);
        assertThat(encoded(new Payload(Payload.Kind.TEXT, text)))
                .startsWith(bytes(header))
                .hasSize(header.length() / 2 + length);
    }

    private static byte[] encoded(Payload payload) {
        ByteBuf out = Unpooled.buffer();
        RawFormat.INSTANCE.encode(new Publication(ChannelName.of("echo"), "x7", 42, 0, "node1", payload), out);
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] bytes(String hex) {
        return ByteBufUtil.decodeHexDump(hex);
    }
}

package dev.echowall.protocol.plain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class SseFormatTest {
    @Test
    void a_text_is_an_event_with_its_position_as_id() {
        assertThat(event(Payload.text("hi"))).isEqualTo("id: x7:42\ndata: hi\n\n");
    }

    @Test
    void every_kind_of_line_break_begins_a_data_line() {
        assertThat(event(Payload.text("a\nb\r\nc\rd\n\r")))
                .isEqualTo("id: x7:42\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: \n\n");
    }

    @Test
    void an_empty_text_is_an_event_too() {
        assertThat(event(Payload.text(""))).isEqualTo("id: x7:42\ndata: \n\n");
    }

    @Test
    void bytes_are_an_event_of_their_own_in_base64() {
        assertThat(event(Payload.binary(new byte[] {10, 13}))).isEqualTo("id: x7:42\nevent: binary\ndata: Cg0=\n\n");
    }

    @Test
    void a_new_subscriber_is_given_an_id_and_no_data() {
        assertThat(SseFormat.subscribed(ChannelName.of("echo"), new Position("x7", 42)))
                .isEqualTo(": echo\nid: x7:42\n\n");
    }

    @Test
    void a_gap_carries_the_id_to_go_on_from() {
        assertThat(SseFormat.gap(new Position("x7", 3), "x7", 8, "trimmed")).isEqualTo("""
                        id: x7:7
                        event: gap
                        data: {"gap":{"after":"x7:3","epoch":"x7","oldest":8,"reason":"trimmed"}}

                        """);
    }

    @Test
    void in_a_chunked_response_every_event_is_a_chunk() {
        ByteBuf out = Unpooled.buffer();
        SseFormat.CHUNKED.encode(publication(Payload.text("hi")), out);
        SseFormat.CHUNKED.encode(publication(Payload.text("回")), out);
        assertThat(out.toString(UTF_8)).isEqualTo("14\r\nid: x7:42\ndata: hi\n\n\r\n15\r\nid: x7:42\ndata: 回\n\n\r\n");
    }

    @Test
    void a_notice_is_a_chunk_too() {
        assertThat(SseFormat.CHUNKED.notice(":\n\n").toString(UTF_8)).isEqualTo("3\r\n:\n\n\r\n");
        assertThat(SseFormat.PLAIN.notice(":\n\n").toString(UTF_8)).isEqualTo(":\n\n");
    }

    private static Publication publication(Payload payload) {
        return new Publication(ChannelName.of("echo"), "x7", 42, 0, "node1", payload);
    }

    private static String event(Payload payload) {
        ByteBuf out = Unpooled.buffer();
        SseFormat.PLAIN.encode(publication(payload), out);
        return out.toString(UTF_8);
    }
}

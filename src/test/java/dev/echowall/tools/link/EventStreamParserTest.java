package dev.echowall.tools.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventStreamParserTest {
    private final List<String> read = new ArrayList<>();
    private final EventStreamParser events = new EventStreamParser(new EventStreamParser.Reader() {
        @Override
        public void read(@Nullable String id, String name, @Nullable String data) {
            read.add(id + "|" + name + "|" + data);
        }

        @Override
        public void comment() {
            read.add("comment");
        }
    });

    @Test
    void an_event_has_an_id_and_data() {
        feed("id: x7:42\ndata: hello\n\n");
        assertThat(read).containsExactly("x7:42|message|hello");
    }

    @Test
    void several_lines_of_data_are_one_text() {
        feed("id: x7:42\ndata: one\ndata:\ndata:  three\n\n");
        assertThat(read).containsExactly("x7:42|message|one\n\n three");
    }

    @Test
    void an_id_alone_is_a_position_without_data() {
        feed(": echo\nid: x7:41\n\n");
        assertThat(read).containsExactly("comment", "x7:41|message|null");
    }

    @Test
    void a_name_is_of_one_event_and_an_id_of_all_that_follow() {
        feed("id: x7:42\nevent: gap\ndata: {}\n\ndata: next\n\n");
        assertThat(read).containsExactly("x7:42|gap|{}", "x7:42|message|next");
    }

    @Test
    void pieces_may_end_anywhere_and_lines_in_any_way() {
        String stream = "retry: 500\r\nid: x7:42\r\ndata: 回音壁\r\n\r\n: still here\rid: x7:43\rdata: b\r\r";
        for (byte each : stream.getBytes(StandardCharsets.UTF_8)) {
            events.feed(new byte[] {each});
        }
        assertThat(read).containsExactly("x7:42|message|回音壁", "comment", "x7:43|message|b");
    }

    private void feed(String stream) {
        events.feed(stream.getBytes(StandardCharsets.UTF_8));
    }
}

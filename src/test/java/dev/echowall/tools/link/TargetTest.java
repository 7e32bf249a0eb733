package dev.echowall.tools.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "ws://localhost:8080/ws,            ws://localhost:8080/ws",
        "wss://wall.example/ws,             wss://wall.example/ws",
        "http://localhost:8080/ws,          ws://localhost:8080/ws",
        "https://wall.example,              wss://wall.example/",
        "HTTP://localhost:80/x,             ws://localhost/x",
        "wss://wall.example:443,            wss://wall.example/",
        "localhost:8080/ws/time,            ws://localhost:8080/ws/time",
        "wall.example,                      ws://wall.example/",
        "my_node:8080/ws,                   ws://my_node:8080/ws",
        "ws://[::1]:8080/ws,                ws://[::1]:8080/ws",
        "ws://localhost:8080?after=x7:42,   ws://localhost:8080/?after=x7:42",
        "ws://localhost/ws/echo%23a,        ws://localhost/ws/echo%23a",
        "ws://localhost/回音,                ws://localhost/%E5%9B%9E%E9%9F%B3",
    })
    void every_usual_way_to_write_it_is_understood(String typed, String understood) {
        assertThat(Target.of(typed)).hasToString(understood);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ftp://localhost/",
                "ws://",
                "ws:///ws",
                "ws://localhost:99999/",
                "ws://localhost:0/",
                "ws://localhost:abc/",
                "ws://user:secret@localhost/",
                "ws://localhost/a b",
                "ws://localhost/ws#fragment",
                "ws://[::1/",
                "::1",
            })
    void what_is_no_url_is_refused_in_words(String typed) {
        assertThatThrownBy(() -> Target.of(typed))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + typed + "' is not a WebSocket URL: ");
    }
}

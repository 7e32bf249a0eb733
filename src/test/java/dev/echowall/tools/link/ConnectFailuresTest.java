package dev.echowall.tools.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectFailuresTest {
    private static final Target WALL = Target.of("wss://wall.example.org/ws");

    private static String why(Throwable cause) {
        return ConnectFailures.why(cause, WALL, Duration.ofSeconds(5));
    }

    @Test
    void an_exception_without_a_word_is_a_sentence_all_the_same() {
        assertThat(why(new ConnectException())).isEqualTo("connection refused");
        assertThat(why(new ClosedChannelException())).isEqualTo("the connection was closed");
        assertThat(why(new IllegalStateException())).isEqualTo("it failed (IllegalStateException)");
    }

    @Test
    void what_is_behind_it_counts() {
        ConnectException unknown = new ConnectException();
        unknown.initCause(new UnresolvedAddressException());
        assertThat(why(unknown)).isEqualTo("no such host");
        assertThat(why(new HttpConnectTimeoutException("HTTP connect timed out")))
                .isEqualTo("no answer within 5 s");
    }

    @Test
    void on_this_machine_it_is_told_how_to_start_a_server() {
        assertThat(ConnectFailures.why(new ConnectException(), Target.of("localhost:1"), Duration.ofSeconds(5)))
                .contains("bin/demo");
    }

    @Test
    void a_page_is_no_websocket() {
        assertThat(ConnectFailures.refused(200).sentence())
                .isEqualTo("refused: 200 OK (a web page, and no WebSocket: is the path right?)");
        assertThat(ConnectFailures.refused(404).sentence()).isEqualTo("refused: 404 Not Found");
    }
}

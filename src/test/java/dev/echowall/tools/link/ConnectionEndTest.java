package dev.echowall.tools.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionEndTest {
    @ParameterizedTest
    @ValueSource(ints = {1001, 1005, 1011, 1012, 1013, 1014, 3000, 4000, 4012, 4499})
    void a_server_that_may_be_back_is_tried_again(int code) {
        assertThat(new ConnectionEnd.ByServer(code, "").mayReconnect()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1002, 1003, 1007, 1008, 1009, 1010, 4009, 4500, 4999})
    void a_server_that_would_close_again_is_not(int code) {
        assertThat(new ConnectionEnd.ByServer(code, "").mayReconnect()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void a_temporary_refusal_is_tried_again(int status) {
        assertThat(new ConnectionEnd.Refused(status, "", Duration.ZERO).mayReconnect())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 401, 403, 404, 405, 426})
    void a_final_refusal_is_not(int status) {
        assertThat(new ConnectionEnd.Refused(status, "", Duration.ZERO).mayReconnect())
                .isFalse();
    }

    @Test
    void a_refusal_says_how_long_to_wait() {
        assertThat(new ConnectionEnd.Refused(503, "", Duration.ofSeconds(3)).notBefore())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(new ConnectionEnd.Lost().notBefore()).isZero();
    }
}

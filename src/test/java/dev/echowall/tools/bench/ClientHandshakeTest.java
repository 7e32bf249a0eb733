package dev.echowall.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Header;
import dev.echowall.tools.link.Target;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClientHandshakeTest {
    /** A random generator whose bytes are the key of RFC 6455 section 1.3, "the sample nonce". */
    private static final Random SAMPLE = new Random() {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy("the sample nonce".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, bytes.length);
        }
    };

    private static final String AGREED =
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nSEC-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private final HandshakeOptions options = new HandshakeOptions();

    private ClientHandshake handshake() {
        return new ClientHandshake(Target.of("ws://example.org/chat?a=b"), options, SAMPLE);
    }

    private String request() {
        return handshake().request(UnpooledByteBufAllocator.DEFAULT).toString(StandardCharsets.UTF_8);
    }

    @Test
    void it_asks_as_the_standard_says() {
        assertThat(request())
                .startsWith("GET /chat?a=b HTTP/1.1\r\n")
                .contains("\r\nHost: example.org\r\n", "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
                .doesNotContain("Origin")
                .endsWith("\r\n\r\n");
    }

    @Test
    void what_the_user_adds_is_said_too() {
        options.headers = List.of(Header.of("Host: other.example.org"), Header.of("X-Token: 1"));
        options.origin = "https://example.org";
        options.subprotocols = List.of("a", "b");
        assertThat(request())
                .contains(
                        "Host: other.example.org\r\n",
                        "X-Token: 1\r\n",
                        "Origin: https://example.org\r\n",
                        "Sec-WebSocket-Protocol: a, b\r\n")
                .doesNotContain("Host: example.org");
    }

    @Test
    void the_right_answer_is_a_yes() {
        assertThat(handshake().refusal(AGREED)).isEmpty();
    }

    @Test
    void an_answer_to_another_key_is_none() {
        assertThat(handshake().refusal(AGREED.replace("s3pP", "AAAA"))).isEqualTo("a wrong Sec-WebSocket-Accept");
    }

    @Test
    void a_refusal_is_told_with_its_status() {
        assertThat(handshake().refusal("HTTP/1.1 403 Forbidden\r\n\r\n")).isEqualTo("refused: 403 Forbidden");
        assertThat(handshake().refusal("HTTP/1.1 200 OK\r\n\r\n"))
                .startsWith("refused: 200 OK (")
                .contains("no WebSocket");
    }

    @Test
    void the_head_ends_with_the_empty_line() {
        assertThat(ClientHandshake.head(Unpooled.copiedBuffer("HTTP/1.1 101\r\n\r\nxy", StandardCharsets.US_ASCII)))
                .isEqualTo(16);
        assertThat(ClientHandshake.head(Unpooled.copiedBuffer("HTTP/1.1 101\r\n\r", StandardCharsets.US_ASCII)))
                .isZero();
    }
}

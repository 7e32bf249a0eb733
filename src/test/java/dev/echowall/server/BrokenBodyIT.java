package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.LoggedErrors;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that do not end, or not as they should. */
class BrokenBodyIT {
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static List<String> answers(String... words) {
        try (RawClient client = RawClient.connect(node.port())) {
            for (String each : words) {
                client.send(each);
            }
            // An answer begins right behind the body before it.
            return Pattern.compile("HTTP/1\\.1 ([0-9]{3})")
                    .matcher(client.rest())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /ws, 405",
        "GET /ws, 426",
        "GET /, 200",
        "PUT /publish/echo, 405",
        "GET /nowhere, 404",
        "POST /publish/echo, 400",
        "GET /poll/echo?wait=10s, 400"
    })
    void a_request_with_a_broken_chunk_has_one_answer(String request, String status) {
        assertThat(answers(request + HEAD + "5\r\nhello\r\nZZ\r\n")).containsExactly(status);
    }

    @Test
    void requests_before_the_broken_one_have_their_answers_first() {
        String get = "GET /poll/echo HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(answers(get + get + "POST /publish/echo" + HEAD + "ZZ\r\n")).containsExactly("200", "200", "400");
        assertThat(answers(get + get + "GET / HTTP/1.1\r\nX : 1\r\n\r\n")).containsExactly("200", "200", "400");
    }

    @Test
    void a_body_that_breaks_off_is_no_fault_of_ours() {
        try (LoggedErrors errors = LoggedErrors.watch()) {
            for (int port : new int[] {node.port(), node.management()}) {
                String path = port == node.port() ? "/publish/echo" : "/api/publish";
                String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
                for (String body :
                        List.of("Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab")) {
                    RawClient.connect(port).send(head + body).breaks();
                    RawClient.connect(port).send(head + body).close();
                }
            }
            TimeLimits.until(
                    "all are gone",
                    () -> new TestHttpClient(node.management())
                            .get("/metrics")
                            .body()
                            .contains("echowall_sockets 0.0"));
            assertThat(errors.all()).isEmpty();
        }
    }
}

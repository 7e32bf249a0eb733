package dev.echowall.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    @BeforeEach
    void good() {
        set("Host", "localhost:8080");
        set("Upgrade", "websocket");
        set("Connection", "Upgrade");
        set("Sec-WebSocket-Key", KEY);
        set("Sec-WebSocket-Version", "13");
    }

    private void set(String name, String... values) {
        headers.put(name, new ArrayList<>(List.of(values)));
    }

    private static void assertNone(@Nullable Refusal refusal) {
        assertThat(refusal).isNull();
    }

    private @Nullable Refusal refusal() {
        return Handshake.refusal("GET", "HTTP/1.1", name -> headers.getOrDefault(name, List.of()));
    }

    private void assertRefused(ErrorCode code) {
        assertThat(refusal()).isNotNull().extracting(Refusal::code).isEqualTo(code);
    }

    @Test
    void a_good_request_is_let_in() {
        assertNone(refusal());
    }

    @Test
    void the_key_of_the_rfc_is_accepted_as_in_the_rfc() {
        assertThat(Handshake.accept(KEY)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void the_connection_header_may_name_more_and_in_any_case() {
        set("Connection", "keep-alive, UPGRADE");
        set("Upgrade", "WebSocket");
        assertNone(refusal());
    }

    @Test
    void another_method_is_not_allowed() {
        assertThat(Handshake.refusal("POST", "HTTP/1.1", name -> headers.getOrDefault(name, List.of())))
                .isNotNull()
                .extracting(Refusal::code)
                .isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void http_1_0_is_refused() {
        assertThat(Handshake.refusal("GET", "HTTP/1.0", name -> headers.getOrDefault(name, List.of())))
                .isNotNull()
                .extracting(Refusal::code)
                .isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @Test
    void a_plain_get_is_told_to_upgrade() {
        headers.remove("Upgrade");
        headers.remove("Connection");
        assertRefused(ErrorCode.UPGRADE_REQUIRED);
    }

    @Test
    void an_upgrade_to_something_else_is_told_to_upgrade() {
        set("Upgrade", "h2c");
        assertRefused(ErrorCode.UPGRADE_REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "close", "close, Upgrade", "notupgrade", "upgrade-insecure"})
    void a_connection_header_that_does_not_ask_for_it_is_refused(String connection) {
        set("Connection", connection);
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @Test
    void no_host_is_refused() {
        headers.remove("Host");
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @Test
    void two_hosts_are_refused() {
        set("Host", "localhost", "localhost");
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @Test
    void no_key_is_refused() {
        headers.remove("Sec-WebSocket-Key");
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @Test
    void two_keys_are_refused() {
        set("Sec-WebSocket-Key", KEY, KEY);
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    /** Empty; 15 bytes; 17 bytes; not base64; without its padding; with something behind it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAA=",
                "dGhlIHNhbXBsZSBub25jZ!==",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ==x"
            })
    void a_key_that_is_not_16_bytes_in_base64_is_refused(String key) {
        set("Sec-WebSocket-Key", key);
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "8", "12", "14", "13, 8", "", "013"})
    void another_version_is_told_of_13(String version) {
        set("Sec-WebSocket-Version", version);
        assertRefused(ErrorCode.UPGRADE_REQUIRED);
    }

    @Test
    void no_version_is_refused() {
        headers.remove("Sec-WebSocket-Version");
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @Test
    void a_body_is_refused() {
        set("Content-Length", "5");
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @Test
    void a_chunked_body_is_refused() {
        set("Transfer-Encoding", "chunked");
        assertRefused(ErrorCode.BAD_REQUEST);
    }

    @Test
    void a_content_length_of_nothing_is_let_in() {
        set("Content-Length", "0");
        assertNone(refusal());
    }

    @Test
    void the_first_subprotocol_of_the_client_that_the_server_speaks_is_taken() {
        assertThat(Handshake.subprotocol(
                        List.of("mqtt, centrifuge-json", "other"), List.of("other", "centrifuge-json")))
                .isEqualTo("centrifuge-json");
    }

    @Test
    void without_a_common_subprotocol_none_is_taken() {
        assertThat(Handshake.subprotocol(List.of("mqtt"), List.of())).isNull();
    }
}

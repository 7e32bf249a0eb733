package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProxyTrustTest {
    private final ProxyTrust trust = new ProxyTrust(List.of("127.0.0.1", "10.0.0.1", "::1"));

    private String remote(String host, String... forwarded) {
        return trust.remote(host, host + ":5", List.of(forwarded));
    }

    @Test
    void a_stranger_is_not_believed() {
        assertThat(remote("203.0.113.9", "1.2.3.4")).isEqualTo("203.0.113.9:5");
    }

    @Test
    void without_the_header_it_is_the_socket() {
        assertThat(remote("127.0.0.1")).isEqualTo("127.0.0.1:5");
    }

    @Test
    void a_proxy_of_ours_is_believed_for_the_one_it_saw() {
        assertThat(remote("127.0.0.1", "203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(remote("::1", "203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(remote("::ffff:127.0.0.1", "203.0.113.9")).isEqualTo("203.0.113.9");
    }

    @Test
    void what_the_client_wrote_itself_is_not_believed() {
        assertThat(remote("127.0.0.1", "1.2.3.4, 203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(remote("127.0.0.1", "1.2.3.4", "203.0.113.9")).isEqualTo("203.0.113.9");
    }

    @Test
    void a_chain_of_our_proxies_is_followed_to_the_first_stranger() {
        assertThat(remote("127.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.1")).isEqualTo("203.0.113.9");
        assertThat(remote("127.0.0.1", "127.0.0.1, 10.0.0.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void what_is_no_address_ends_the_search() {
        assertThat(remote("127.0.0.1", "localhost")).isEqualTo("127.0.0.1:5");
        assertThat(remote("127.0.0.1", "1.2.3.4, unknown, 10.0.0.1")).isEqualTo("10.0.0.1");
        assertThat(remote("127.0.0.1", "")).isEqualTo("127.0.0.1:5");
        assertThat(remote("127.0.0.1", "\u001b[31m")).isEqualTo("127.0.0.1:5");
    }

    @Test
    void a_port_beside_the_address_is_left_out() {
        assertThat(remote("127.0.0.1", "203.0.113.9:4711")).isEqualTo("203.0.113.9");
        assertThat(remote("127.0.0.1", "[2001:db8::1]:4711")).isEqualTo("2001:db8:0:0:0:0:0:1");
    }
}

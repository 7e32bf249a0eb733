package dev.echowall.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "::1", "0:0:0:0:0:0:0:1"})
    void only_this_machine_reaches_a_loopback_address(String host) {
        assertThat(HostNames.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.example.org", "localhost.example.org", "10.0.0.1", "0.0.0.0", "::", "node1"})
    void a_name_that_only_looks_like_one_is_none(String host) {
        assertThat(HostNames.isLoopback(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void a_wildcard_stands_for_all_addresses(String host) {
        assertThat(HostNames.isWildcard(host)).isTrue();
        assertThat(HostNames.isWildcard("127.0.0.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "300.1.1.1", "[::1]", "a:80", "-a", "*.example.org"})
    void what_is_neither_a_name_nor_an_address_is_no_host(String text) {
        assertThat(HostNames.isHost(text)).isFalse();
    }
}

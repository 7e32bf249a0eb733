package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.channel.Namespaces;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExposureTest {
    private static final ChannelOptions OPEN =
            new ChannelOptions(0, 1, Duration.ZERO, Duration.ZERO, Publish.ANYONE, Subscribe.ANYONE);
    private static final Namespaces CLOSED = new Namespaces(ChannelOptions.DEFAULT, Map.of());

    @Test
    void a_loopback_address_is_this_machine_and_a_wildcard_is_everybody() {
        assertThat(Exposure.of("127.0.0.1", CLOSED)).startsWith("from this machine only; ");
        assertThat(Exposure.of("::1", CLOSED)).startsWith("from this machine only; ");
        assertThat(Exposure.of("0.0.0.0", CLOSED)).startsWith("from every machine that can reach this one; ");
        assertThat(Exposure.of("10.0.0.7", CLOSED)).startsWith("from machines that can reach 10.0.0.7; ");
    }

    @Test
    void where_anyone_may_publish_is_named() {
        assertThat(Exposure.of("::", CLOSED)).endsWith("; only the server API may publish");
        assertThat(Exposure.of("::", new Namespaces(ChannelOptions.DEFAULT, Map.of("wall", OPEN, "echo", OPEN))))
                .endsWith("; anyone may publish to echo, wall");
        assertThat(Exposure.of("::", new Namespaces(OPEN, Map.of())))
                .endsWith("; anyone may publish to channels of their own");
    }
}

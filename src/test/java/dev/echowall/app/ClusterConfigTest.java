package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.config.Config;
import dev.echowall.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterConfigTest {
    @TempDir
    Path directory;

    @Test
    void a_cluster_of_one_has_a_name_that_nobody_knows() throws IOException {
        Config alone = load("");
        assertThat(Wiring.cluster(alone).name())
                .startsWith("echowall-")
                .hasSizeGreaterThan(40)
                .isNotEqualTo(Wiring.cluster(alone).name());
        assertThat(Wiring.cluster(load("cluster: { name: mine }")).name()).isEqualTo("mine");
        assertThat(Wiring.cluster(load("cluster: { members: [127.0.0.1] }")).name())
                .isEqualTo("echowall");
    }

    @Test
    void a_network_that_its_owner_trusts_is_let_be() throws IOException {
        Path file = file("x.yaml", "cluster: { host: 10.0.0.1, trusted-network: true }");
        assertThat(Config.load(file, Map.of()).warnings()).isEmpty();
    }

    @Test
    void tls_for_the_bus_is_taken_and_warned_of_since_hazelcast_has_none() throws IOException {
        Path pem = file("x.pem", "");
        Path file = file("x.yaml", """
                cluster:
                  host: 10.0.0.1
                  tls: { certificate: %1$s, key: %1$s }
                """.formatted(pem));
        var loaded = Config.load(file, Map.of("ECHOWALL_CLUSTER_TLS_CA", pem.toString()));
        assertThat(loaded.config().cluster().tls()).isEqualTo(new TlsConfig(pem, pem, pem));
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .startsWith(file
                        + ": cluster.tls.certificate: is for the event bus only, Hazelcast's port (5701) has no TLS");
    }

    @Test
    void members_get_the_usual_port_and_brackets() throws IOException {
        assertThat(load("cluster: { members: [127.0.0.1, \"::1\", \"[::1]:9\", \"localhost:7\"] }")
                        .cluster()
                        .members())
                .containsExactly("127.0.0.1:5701", "[::1]:5701", "[::1]:9", "localhost:7");
    }

    private Config load(String yaml) throws IOException {
        return Config.load(file("x.yaml", yaml), Map.of()).config();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}

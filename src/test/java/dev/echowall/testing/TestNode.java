package dev.echowall.testing;

import dev.echowall.app.Instance;
import dev.echowall.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real single instance in this process, on free ports of loopback. */
public final class TestNode implements AutoCloseable {
    private static final Map<String, String> LOCAL = Map.of(
            "ECHOWALL_NODE_NAME", "tested",
            "ECHOWALL_SERVER_HOST", "127.0.0.1",
            "ECHOWALL_SERVER_PORT", "0",
            "ECHOWALL_MANAGEMENT_PORT", "0",
            "ECHOWALL_CLUSTER_PORT", "0",
            "ECHOWALL_CLUSTER_BUS_PORT", "0");

    private final Instance instance;

    private TestNode(Instance instance) {
        this.instance = instance;
    }

    /**
     * @param yaml what differs from the defaults
     */
    public static TestNode start(String yaml) {
        return start(yaml, 1);
    }

    /** The same, with more event loops. */
    public static TestNode start(String yaml, int eventLoops) {
        Map<String, String> environment = new HashMap<>(LOCAL);
        environment.put("ECHOWALL_SERVER_EVENT_LOOPS", String.valueOf(eventLoops));
        try {
            Path file = Files.createTempFile("echowall", ".yaml");
            try {
                Files.writeString(file, yaml);
                Config config = Config.load(file, environment).config();
                return new TestNode(TimeLimits.await(Instance.start(config)));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return instance.port();
    }

    public int management() {
        return instance.managementPort();
    }

    public Instance instance() {
        return instance;
    }

    @Override
    public void close() {
        TimeLimits.await(instance.stop("the test is over"));
    }
}

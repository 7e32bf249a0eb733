package dev.echowall.testing;

import dev.echowall.app.Instance;
import dev.echowall.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Two instances of one cluster in this process, each with two event loops. */
public final class InstancePair implements AutoCloseable {
    private static final int SIZE = 2;

    private final List<Instance> instances = new ArrayList<>();

    private InstancePair() {}

    /**
     * Returns when both see each other.
     *
     * @param directory for the files of their configuration
     * @param more of it, apart from node, server and cluster
     */
    public static InstancePair start(Path directory, String more) throws IOException {
        InstancePair pair = new InstancePair();
        String name = UUID.randomUUID().toString();
        List<Integer> ports = List.of(FreePorts.take(), FreePorts.take());
        for (int i = 0; i < SIZE; i++) {
            Path file = Files.writeString(directory.resolve("node" + i + ".yaml"), """
                    node: { name: node%d }
                    server: { host: 127.0.0.1, port: 0, event-loops: 2 }
                    cluster: { name: "%s", port: %d, bus-port: 0, members: ["127.0.0.1:%d", "127.0.0.1:%d"] }
                    %s""".formatted(
                            i + 1, name, ports.get(i), ports.get(0), ports.get(1), more));
            pair.instances.add(
                    TimeLimits.await(Instance.start(Config.load(file, Map.of()).config())));
        }
        TimeLimits.until(
                "both see each other",
                () -> pair.instances.stream()
                        .allMatch(each -> each.membership().nodes().size() == SIZE));
        return pair;
    }

    public Instance get(int index) {
        return instances.get(index);
    }

    @Override
    public void close() {
        instances.forEach(each -> TimeLimits.await(each.stop("the test is over")));
    }
}

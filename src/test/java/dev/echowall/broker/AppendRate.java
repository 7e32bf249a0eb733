package dev.echowall.broker;

import static dev.echowall.testing.Patience.until;

import dev.echowall.channel.ChannelName;
import dev.echowall.testing.TestCluster;
import java.util.List;
import java.util.stream.IntStream;

/** Prints how many appends a second a cluster takes: {@code AppendRate [nodes] [channels] [in flight a channel]}. */
final class AppendRate {
    private AppendRate() {}

    public static void main(String[] args) {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 1;
        int channels = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        int window = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        try (TestCluster cluster = TestCluster.start(nodes)) {
            for (int round = 0; round < 4; round++) {
                String name = "round" + round + ":";
                List<Load> loads = IntStream.range(0, channels)
                        .mapToObj(i -> new Load(cluster.node(0), ChannelName.of(name + i), window))
                        .toList();
                long began = System.nanoTime();
                loads.forEach(Load::start);
                until("a while", () -> System.nanoTime() - began > 4_000_000_000L);
                loads.forEach(Load::stop);
                long took = System.nanoTime() - began;
                int done = loads.stream().mapToInt(Load::acknowledged).sum();
                System.out.printf(
                        "%d nodes, %d channels x %d in flight: %.0f publications/s%n",
                        nodes, channels, window, done / (took / 1e9));
            }
        }
    }
}

package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.until;

import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.map.IMap;
import dev.echowall.channel.ChannelName;
import dev.echowall.testing.FreePorts;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many publications a second a cluster of three processes acknowledges, beside a plain entry processor that keeps the
 * last thousand byte arrays of a key: {@code AppendRate [seconds a round] [rounds]}. With {@code -Dtest.journals=DIR} all
 * three write journals in that directory.
 */
final class AppendRate {
    private static final int NODES = 3;
    private static final int PUBLISHERS = 64;
    private static final int WINDOW = 4096;
    private static final String PLAIN = "plain";
    private static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

    private final Node node;
    private final long nanos;

    private AppendRate(Node node, long seconds) {
        this.node = node;
        this.nanos = seconds * 1_000_000_000L;
    }

    public static void main(String[] args) throws IOException {
        System.setProperty(PARALLELISM, "4");
        if (args.length > 0 && args[0].equals("member")) {
            member(args);
        }
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        List<Integer> ports = Stream.generate(FreePorts::take).limit(NODES).toList();
        String name = "rate-" + ports.get(0);
        List<Process> others = new ArrayList<>();
        try {
            for (int i = 1; i < NODES; i++) {
                others.add(spawn(name, ports, i));
            }
            try (TestCluster cluster = TestCluster.part(name, addresses(ports), ports.get(0))) {
                Node node = cluster.node(0);
                until(
                        "all are there",
                        () -> node.hazelcast().getCluster().getMembers().size() == NODES
                                && node.hazelcast().getPartitionService().isClusterSafe());
                new AppendRate(node, seconds).run(rounds);
            }
        } finally {
            others.forEach(Process::destroyForcibly);
        }
        System.exit(0);
    }

    private void run(int rounds) {
        node.hazelcast().getConfig().addMapConfig(new MapConfig(PLAIN).setInMemoryFormat(InMemoryFormat.OBJECT));
        for (int round = 1; round <= rounds; round++) {
            double plain = plain(round);
            double each = publications("each" + round, PUBLISHERS, 1);
            double one = publications("one" + round, 1, PUBLISHERS);
            double batched = publications("batched" + round, 1, WINDOW);
            System.out.printf(
                    "round %d: plain entry processor, %d in flight %,.0f/s; %d publishers on as many channels %,.0f/s"
                            + " (%.2f of it), on one channel %,.0f/s (%.2f); one publisher with %d in flight %,.0f/s (%.2f)%n",
                    round,
                    PUBLISHERS,
                    plain,
                    PUBLISHERS,
                    each,
                    each / plain,
                    one,
                    one / plain,
                    WINDOW,
                    batched,
                    batched / plain);
        }
    }

    private double publications(String name, int channels, int window) {
        List<LoadGenerator> loads = IntStream.range(0, channels)
                .mapToObj(i -> new LoadGenerator(node, ChannelName.of(name + ":" + i), window))
                .toList();
        loads.forEach(LoadGenerator::start);
        double rate =
                rate(() -> loads.stream().mapToLong(LoadGenerator::acknowledged).sum());
        loads.forEach(LoadGenerator::stop);
        until("all is answered", () -> loads.stream().allMatch(LoadGenerator::quiet));
        return rate;
    }

    private double plain(int round) {
        IMap<String, BaselineLog> map = node.hazelcast().getMap(PLAIN);
        AtomicLong done = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        node.context().runOnContext(v -> {
            for (int i = 0; i < PUBLISHERS; i++) {
                again(map, PLAIN + round + ":" + i, done, over);
            }
        });
        double rate = rate(done::get);
        over.set(true);
        return rate;
    }

    private void again(IMap<String, BaselineLog> map, String key, AtomicLong done, AtomicBoolean over) {
        if (!over.get()) {
            map.submitToKey(key, new BaselineAppend(new byte[8]))
                    .whenCompleteAsync(
                            (top, failure) -> {
                                done.incrementAndGet();
                                again(map, key, done, over);
                            },
                            task -> node.context().runOnContext(v -> task.run()));
        }
    }

    private double rate(LongSupplier done) {
        long began = System.nanoTime();
        long before = done.getAsLong();
        until("a while", () -> System.nanoTime() - began > nanos);
        return (done.getAsLong() - before) * 1e9 / (System.nanoTime() - began);
    }

    private static void member(String[] args) throws IOException {
        List<String> addresses = List.of(args[2].split(","));
        try (TestCluster cluster = TestCluster.part(args[1], addresses, Integer.parseInt(args[3]))) {
            Objects.requireNonNull(cluster);
            // Until whoever started this one is gone.
            System.in.readAllBytes();
        }
        System.exit(0);
    }

    private static Process spawn(String name, List<Integer> ports, int i) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String journals = System.getProperty("test.journals");
        if (journals != null) {
            command.add("-Dtest.journals=" + journals);
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path").replace(":", File.pathSeparator),
                AppendRate.class.getName(),
                "member",
                name,
                String.join(",", addresses(ports)),
                ports.get(i).toString()));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> addresses(List<Integer> ports) {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }
}

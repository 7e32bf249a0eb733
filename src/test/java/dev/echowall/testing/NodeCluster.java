package dev.echowall.testing;

import dev.echowall.testing.NodeProcess.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Several instances on this machine that found each other. For the test's own thread. */
public final class NodeCluster implements AutoCloseable {
    private final List<NodeProcess> nodes;

    private NodeCluster(List<NodeProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Starts so many; with more configuration for each of them. Returns when each sees all. */
    static NodeCluster start(int size, String more) {
        List<Ports> ports = Stream.generate(Ports::free).limit(size).toList();
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            nodes.add(NodeProcess.of("node" + (i + 1), ports.get(i), ports, more));
        }
        NodeCluster cluster = new NodeCluster(nodes);
        try {
            cluster.makeWhole();
            return cluster;
        } catch (Throwable failed) {
            cluster.close();
            throw failed;
        }
    }

    /** Starts those that are down, and returns when each sees all; one that ends instead is a fault. */
    public void makeWhole() {
        startThoseThatAreDown();
        nodes.forEach(node -> node.awaitReady(nodes.size()));
    }

    /** The same for instances of which some may be about to end with 75: these are started again, as bin/echowall would. */
    public void reunite() {
        startThoseThatAreDown();
        TimeLimits.until("each that may come back sees all", NodeProcess.START, () -> {
            nodes.stream().filter(NodeProcess::asksToStartAgain).forEach(NodeProcess::start);
            return nodes.stream().allMatch(node -> node.seesAll(nodes.size()));
        });
    }

    private void startThoseThatAreDown() {
        nodes.stream().filter(node -> !node.isRunning()).forEach(NodeProcess::start);
    }

    public NodeProcess node(int index) {
        return nodes.get(index);
    }

    public List<NodeProcess> nodes() {
        return nodes;
    }

    /** The ends of all logs, for a test that failed. */
    public String logTails() {
        return String.join("\n", nodes.stream().map(NodeProcess::logTail).toList());
    }

    @Override
    public void close() {
        nodes.stream().filter(NodeProcess::isRunning).forEach(NodeProcess::close);
    }
}

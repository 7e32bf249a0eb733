package dev.echowall.testing;

import dev.echowall.testing.NodeProcess.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Several instances on this machine that form a cluster. For the test's own thread. */
public final class NodeCluster implements AutoCloseable {
    private final List<NodeProcess> nodes;

    private NodeCluster(List<NodeProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Starts this many, with more configuration for each. Returns when all see each other. */
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

    /** Starts those that are down, and returns when all see each other; an instance that exits instead is an error. */
    public void makeWhole() {
        startThoseThatAreDown();
        nodes.forEach(node -> node.awaitReady(nodes.size()));
    }

    /** The same, but restarts instances that exit with 75, as bin/echowall would. */
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

    /** The ends of all logs, for a failed test. */
    public String logTails() {
        return String.join("\n", nodes.stream().map(NodeProcess::logTail).toList());
    }

    @Override
    public void close() {
        nodes.stream().filter(NodeProcess::isRunning).forEach(NodeProcess::close);
    }
}

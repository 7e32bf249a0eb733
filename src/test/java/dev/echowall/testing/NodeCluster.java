package dev.echowall.testing;

import dev.echowall.testing.NodeProcess.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Several instances on this machine that form a cluster. For the test's own thread. */
public final class NodeCluster implements AutoCloseable {
    private final List<NodeProcess> nodes;

    private NodeCluster(List<NodeProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Starts this many, with more configuration for each by its name. Returns when all see each other. */
    static NodeCluster start(int size, UnaryOperator<String> more) {
        List<Ports> ports = Stream.generate(Ports::free).limit(size).toList();
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String name = "node" + (i + 1);
            nodes.add(NodeProcess.of(name, ports.get(i), ports, more.apply(name)));
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

    /** Kills all that run at the same moment; returns when they are gone. */
    public void kill9() {
        List<NodeProcess> running = running();
        running.forEach(node -> ProcessHandle.of(node.pid()).ifPresent(ProcessHandle::destroyForcibly));
        running.forEach(NodeProcess::exitCode);
    }

    /** Tells all that run at once to stop in order; returns their exit codes when they have. */
    public List<Integer> stop() {
        List<NodeProcess> running = running();
        running.forEach(NodeProcess::sigterm);
        return running.stream().map(NodeProcess::exitCode).toList();
    }

    private List<NodeProcess> running() {
        return nodes.stream().filter(NodeProcess::isRunning).toList();
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

package dev.echowall.broker.cluster;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.testing.TestCluster.Node;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A publisher that always has so many publications under way, each with a text of its own. */
public final class LoadGenerator {
    private final Node node;
    private final ChannelName channel;
    private final int window;
    private final Map<String, Long> offsets = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean stopped;

    public LoadGenerator(Node node, ChannelName channel, int window) {
        this.node = node;
        this.channel = channel;
        this.window = window;
    }

    public void start() {
        node.context().runOnContext(v -> {
            for (int i = 0; i < window; i++) {
                say();
            }
        });
    }

    public void stop() {
        stopped = true;
    }

    boolean quiet() {
        return stopped && underWay.get() == 0;
    }

    public int acknowledged() {
        return offsets.size();
    }

    /** The offset of each text that was acknowledged. */
    public Map<String, Long> offsets() {
        return offsets;
    }

    public List<Throwable> failures() {
        return failures;
    }

    private void say() {
        if (stopped) {
            return;
        }
        String text = "n" + next.incrementAndGet();
        underWay.incrementAndGet();
        node.broker().publish(channel, Payload.text(text), null).onComplete(done -> {
            if (done.succeeded()) {
                offsets.put(text, done.result().position().offset());
            } else {
                failures.add(done.cause());
            }
            say();
            underWay.decrementAndGet();
        });
    }
}

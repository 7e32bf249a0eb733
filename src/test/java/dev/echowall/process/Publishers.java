package dev.echowall.process;

import dev.echowall.channel.Position;
import dev.echowall.testing.NodeCluster;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of the server API that publish at a steady rate, one for each channel, on all instances, and note what is
 * acknowledged. Whoever gets no answer goes on with the next publication, as long as it is not told to stop.
 */
final class Publishers implements AutoCloseable {
    private final AcknowledgedPublications acknowledged;
    private final AtomicInteger count = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private Publishers(AcknowledgedPublications acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** Starts them; all together publish so much in a second. */
    static Publishers start(
            NodeCluster cluster, List<String> channels, int perSecond, AcknowledgedPublications acknowledged) {
        Publishers publishers = new Publishers(acknowledged);
        long interval = TimeUnit.SECONDS.toNanos(1) * channels.size() / perSecond;
        List<NodeProcess> nodes = cluster.nodes();
        for (int i = 0; i < channels.size(); i++) {
            String channel = channels.get(i);
            int port = nodes.get(i % nodes.size()).ports().management();
            Thread thread = new Thread(() -> publishers.run(channel, port, interval), "publisher-" + channel);
            thread.setDaemon(true);
            publishers.threads.add(thread);
            thread.start();
        }
        return publishers;
    }

    private void run(String channel, int port, long interval) {
        TestHttpClient management = new TestHttpClient(port);
        long next = System.nanoTime();
        while (!stopped) {
            publish(management, channel);
            // A rate is what is wanted here; nothing is waited for.
            next = Math.max(next + interval, System.nanoTime() - interval);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void publish(TestHttpClient management, String channel) {
        String data = acknowledged.next(channel);
        JsonObject body = new JsonObject().put("channel", channel).put("data", data);
        HttpResponse<String> answer;
        try {
            answer = management.post("/api/publish", "application/json", body.encode());
        } catch (AssertionError unknown) {
            return;
        }
        if (answer.statusCode() == 200) {
            JsonObject result = new JsonObject(answer.body()).getJsonObject("result");
            acknowledged.add(channel, new Position(result.getString("epoch"), result.getLong("offset")), data);
            count.incrementAndGet();
        }
    }

    /** Waits until so many were acknowledged. */
    void await(int publications) {
        TimeLimits.until(publications + " acknowledged", () -> count.get() >= publications);
    }

    int count() {
        return count.get();
    }

    /** Returns when none is under way. */
    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread each : threads) {
                each.join(TimeLimits.stretched(Duration.ofSeconds(30)).toMillis());
                if (each.isAlive()) {
                    throw new AssertionError(each.getName() + " did not end");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.FrameSocket;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many clients lose their instance in the same moment. */
@RunsAlone
class ReconnectStormProcessIT {
    private static final int CLIENTS = Integer.getInteger("test.storm", 2000);
    private static final int AT_ONCE = 32;
    /** Of each two thousand. */
    private static final Duration COMPLETE = Duration.ofSeconds(5);

    /** The same until their channel lists exactly them. */
    private static final Duration PRESENT = Duration.ofSeconds(6);

    /** So that as many are delivered a second, however many clients there are. */
    private static final Duration PAUSE = Duration.ofMillis(20).multipliedBy(Math.max(1, CLIENTS / 2000));

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    /** Hears the numbers 1, 2, 3 …; knows how far it got, wherever it is connected. */
    private static final class Client {
        private long heard;
        private boolean wrong;

        void hears(ByteBuffer payload) {
            long number =
                    Long.parseLong(StandardCharsets.US_ASCII.decode(payload).toString());
            wrong |= number != heard + 1;
            heard = number;
        }
    }

    @Test
    void clients_that_are_cut_all_at_once_are_soon_complete_again() throws Exception {
        String channel = cluster.channel();
        String path = "/ws/" + channel;
        String epoch = publish(channel, 1).getJsonObject("result").getString("epoch");
        List<Client> clients = new ArrayList<>();
        try (Numbers numbers = new Numbers(channel);
                Selector before = Selector.open();
                Selector after = Selector.open()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Client());
            }
            allAtOnce(i -> join(before, cluster.node(0), path + "?after=:0", clients.get(i)));
            hearUntilComplete(before, clients, numbers.said());
            cluster.node(0).kill9();
            Instant cut = Instant.now();
            hearWhatIsLeft(before);
            allAtOnce(i -> {
                Client client = clients.get(i);
                join(after, cluster.node(1 + i % 2), path + "?after=" + epoch + ":" + client.heard, client);
            });
            Duration connected = Duration.between(cut, Instant.now());
            hearUntilComplete(after, clients, numbers.said());
            Duration took = Duration.between(cut, Instant.now());
            TimeLimits.until("all are in the channel, and no ghost", () -> present(channel) == CLIENTS);
            Duration present = Duration.between(cut, Instant.now());

            System.out.printf(
                    "%d clients connected again %d ms after the kill, complete after %d, all listed after %d;"
                            + " publishing meanwhile took %s%n",
                    CLIENTS, connected.toMillis(), took.toMillis(), present.toMillis(), numbers.latencies());
            assertThat(clients).noneMatch(client -> client.wrong);
            assertThat(present).isLessThan(TimeLimits.promised(PRESENT.multipliedBy(Math.max(1, CLIENTS / 2000))));
            assertThat(took).isLessThan(TimeLimits.promised(COMPLETE.multipliedBy(Math.max(1, CLIENTS / 2000))));
            for (SelectionKey key : after.keys()) {
                key.channel().close();
            }
        }
    }

    private interface Step {
        void take(int client) throws IOException;
    }

    private static void allAtOnce(Step step) throws Exception {
        List<Future<?>> steps = new ArrayList<>();
        ExecutorService some = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                steps.add(some.submit(() -> {
                    step.take(client);
                    return client;
                }));
            }
            for (Future<?> each : steps) {
                each.get();
            }
        } finally {
            some.shutdownNow();
        }
    }

    private static void join(Selector selector, NodeProcess node, String path, Client client) throws IOException {
        FrameSocket socket = FrameSocket.open(node.ports().http(), path);
        socket.channel().configureBlocking(false);
        socket.channel().register(selector, SelectionKey.OP_READ, (Ear) () -> socket.receive(client::hears));
    }

    private static void hearUntilComplete(Selector selector, List<Client> clients, long number) {
        TimeLimits.until("all have heard " + number, () -> {
            hear(selector);
            return clients.stream().allMatch(client -> client.heard >= number);
        });
    }

    private static void hearWhatIsLeft(Selector selector) {
        TimeLimits.until("all are cut", () -> {
            hear(selector);
            return selector.keys().stream().noneMatch(SelectionKey::isValid);
        });
    }

    private static void hear(Selector selector) {
        try {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                hear(key);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        selector.selectedKeys().clear();
    }

    private static void hear(SelectionKey key) throws IOException {
        try {
            ((Ear) key.attachment()).hear();
        } catch (IOException cut) {
            key.channel().close(); // or ten thousand of them would take the place of the next ones
        }
    }

    private interface Ear {
        void hear() throws IOException;
    }

    private static int present(String channel) {
        JsonObject answer = new JsonObject(
                cluster.node(1).http().get("/presence/" + channel + "?limit=1").body());
        return answer.getInteger("connections", -1);
    }

    private static JsonObject publish(String channel, long number) {
        return new JsonObject(cluster.node(1)
                .http()
                .ask(HttpRequest.newBuilder(URI.create(cluster.node(1).url("/publish/" + channel)))
                        // Said again after an answer that leaves it open, it is still said once.
                        .header("Idempotency-Key", String.valueOf(number))
                        .POST(BodyPublishers.ofString(String.valueOf(number)))
                        .build())
                .body());
    }

    /** Says the next number every now and then, when the last one is acknowledged. The first is said already. */
    private static final class Numbers implements AutoCloseable {
        private final AtomicLong said = new AtomicLong(1);
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Long> millis = new CopyOnWriteArrayList<>();
        private final String channel;
        private final Thread thread = new Thread(this::run, "numbers");

        Numbers(String channel) {
            this.channel = channel;
            thread.start();
        }

        private void run() {
            while (!over.get()) {
                LockSupport.parkNanos(PAUSE.toNanos());
                long began = System.nanoTime();
                boolean accepted = publish(channel, said.get() + 1).containsKey("result");
                millis.add((System.nanoTime() - began) / 1_000_000);
                if (accepted) {
                    said.incrementAndGet();
                }
            }
        }

        /** Of all requests so far. */
        String latencies() {
            List<Long> sorted = millis.stream().sorted().toList();
            return "%d ms in the middle, %d ms p99, %d ms at most of %d"
                    .formatted(
                            sorted.get(sorted.size() / 2),
                            sorted.get(sorted.size() * 99 / 100),
                            sorted.get(sorted.size() - 1),
                            sorted.size());
        }

        long said() {
            return said.get();
        }

        @Override
        public void close() {
            over.set(true);
            TimeLimits.until("nothing more is said", () -> !thread.isAlive());
        }
    }
}

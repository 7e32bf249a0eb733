package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.NodeProcess.Start;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One client who would fill the memory of an instance that has little, and another one who only wants to be served. */
@TestMethodOrder(OrderAnnotation.class)
@RunsAlone
class MemoryAttackProcessIT {
    private static final String HEAP = "-Xmx128m -XX:TieredStopAtLevel=1";
    private static final int HEAP_BYTES = 128 << 20;
    private static final Duration ATTACK = Duration.ofSeconds(Integer.getInteger("test.attack", 5));
    private static final int THREADS = 2;
    private static final int PIPELINED = 16;
    private static final String LARGE = "x".repeat(65_536);

    private static NodeProcess node;
    private static Duration second;

    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong full = new AtomicLong();
    private final AtomicLong others = new AtomicLong();

    @BeforeAll
    static void start() {
        node = NodeProcess.single(Start.LAUNCHER, HEAP, "");
        second = TimeLimits.promised(Duration.ofSeconds(1));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Order(1)
    void asking_for_channels_makes_none() throws InterruptedException {
        attack(number -> "GET /poll/echo:junk" + number + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(accepted.get()).isGreaterThan(1_000);
        assertThat(full.get()).isZero();
        assertThat(channels()).isLessThan(10);
    }

    @Test
    @Order(2)
    void large_things_on_ever_new_channels_end_no_process() throws InterruptedException {
        attack(number -> publication("f" + number, "", LARGE));

        assertThat(accepted.get() * LARGE.length()).as("bytes accepted").isGreaterThan(HEAP_BYTES);
    }

    @Test
    @Order(3)
    void ever_new_ids_end_no_process() throws InterruptedException {
        attack(number -> publication("ids", "Idempotency-Key: " + "k".repeat(100) + number + "\r\n", "x"));

        assertThat(accepted.get()).isGreaterThan(1_000);
    }

    @Test
    @Order(4)
    void ever_new_channels_are_refused_when_memory_is_full() throws InterruptedException {
        attack(number -> publication("e" + number, "", "x"));

        assertThat(accepted.get()).isGreaterThan(1_000);
    }

    private static String publication(String channel, String headers, String text) {
        return "POST /publish/echo:" + channel + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                + headers + "Content-Length: " + text.length() + "\r\n\r\n" + text;
    }

    /** For some time; meanwhile another client is served, each time within a second. */
    private void attack(IntFunction<String> request) throws InterruptedException {
        Instant end = Instant.now().plus(ATTACK);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            Thread thread = new Thread(() -> send(request, first, end), "attack-" + i);
            thread.start();
            threads.add(thread);
        }
        Duration worst = Duration.ZERO;
        while (Instant.now().isBefore(end)) {
            Instant asked = Instant.now();
            Answer served = RawClient.ask(node.ports().http(), request("echo"));
            assertThat(served.status()).as(served.text()).isEqualTo(200);
            Duration took = Duration.between(asked, Instant.now());
            worst = took.compareTo(worst) > 0 ? took : worst;
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        for (Thread each : threads) {
            each.join();
        }
        System.out.printf(
                "%,d accepted, %,d refused as full, %,d other answers; another client waited for %d ms at most%n",
                accepted.get(), full.get(), others.get(), worst.toMillis());
        assertThat(node.isRunning()).isTrue();
        assertThat(others.get()).isZero();
        assertThat(worst).isLessThan(second);
    }

    private static String request(String channel) {
        String text = "still here";
        return "POST /publish/" + channel
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: " + text.length()
                + "\r\n\r\n" + text;
    }

    private void send(IntFunction<String> request, int first, Instant end) {
        try (RawClient client = RawClient.connect(node.ports().http())) {
            int number = first;
            while (Instant.now().isBefore(end)) {
                StringBuilder all = new StringBuilder();
                for (int i = 0; i < PIPELINED; i++) {
                    all.append(request.apply(number));
                    number += THREADS;
                }
                client.send(all.toString());
                for (int i = 0; i < PIPELINED; i++) {
                    count(client.answer(false));
                }
            }
        }
    }

    private void count(Answer answer) {
        if (answer.status() == 200) {
            accepted.incrementAndGet();
        } else if (answer.status() == 503 && answer.text().contains("\"full\"")) {
            full.incrementAndGet();
        } else {
            others.incrementAndGet();
        }
    }

    private static double channels() {
        return node.management()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("echowall_channels "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }
}

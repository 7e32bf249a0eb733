package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.FrameSocket;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that comes back after very long, beside one that has never been away, on the only event loop. */
@RunsAlone
class CatchUpIT {
    private static final int BEHIND = 100_000;
    private static final int BYTES = 300;
    /** More than the buffers of two sockets hold. */
    private static final int UNREAD = 50_000;

    /** What a turn of the loop may cost the other one, on a busy machine. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(500);

    private static final String CONF = """
            server: { port: 0, event-loops: 1 }
            management: { port: 0 }
            limits: { queue-bytes: 65536, tail-bytes: 1048576 }
            channels:
              echo: { history-size: 200000, history-bytes: 200000000, history-ttl: 1h, publish: anyone }
            """;

    @Test
    void who_is_a_hundred_thousand_behind_gets_them_all_in_order_and_the_other_keeps_its_latency() throws Exception {
        try (TestNode node = TestNode.start(CONF);
                FrameSocket speaker = FrameSocket.open(node.port(), "/ws/echo:long");
                FrameSocket other = FrameSocket.open(node.port(), "/ws/echo:other")) {
            say(speaker, BEHIND);
            AtomicInteger heard = new AtomicInteger();
            CompletableFuture<Boolean> catchesUp = new CompletableFuture<>();
            Thread reader = new Thread(() -> catchUp(node.port(), heard, catchesUp), "behind");
            reader.start();
            List<Long> trips = new ArrayList<>();
            while (!catchesUp.isDone()) {
                trips.add(roundTrip(other));
            }
            Collections.sort(trips);
            System.out.printf(
                    "while %d were caught up with: %d round trips beside it, us p50 %d, max %d%n",
                    heard.get(), trips.size(), trips.get(trips.size() / 2) / 1000, trips.get(trips.size() - 1) / 1000);

            assertThat(catchesUp.join()).as("in order").isTrue();
            assertThat(heard.get()).isEqualTo(BEHIND);
            assertThat(trips).hasSizeGreaterThan(10);
            assertThat(trips.get(trips.size() - 1))
                    .isLessThan(TimeLimits.stretched(ROUND_TRIP).toNanos());
        }
    }

    @Test
    void who_stops_reading_for_a_while_misses_nothing_when_it_goes_on() throws Exception {
        try (TestNode node = TestNode.start(CONF);
                FrameSocket speaker = FrameSocket.open(node.port(), "/ws/echo:long");
                FrameSocket slow = FrameSocket.open(node.port(), "/ws/echo:long")) {
            say(speaker, UNREAD);
            List<Integer> heard = new ArrayList<>();
            slow.channel().configureBlocking(false);
            TimeLimits.until("all is heard", () -> {
                int before;
                do {
                    before = heard.size();
                    receive(slow, payload -> heard.add(payload.getInt(0)));
                } while (heard.size() > before);
                return before >= UNREAD;
            });
            assertThat(heard).isEqualTo(IntStream.range(0, UNREAD).boxed().toList());
        }
    }

    /* Returns when the last is heard: then all are kept. */
    private static void say(FrameSocket speaker, int count) throws IOException {
        speaker.channel().configureBlocking(false);
        int[] last = {-1};
        for (int i = 0; i < count; i++) {
            speaker.send(ByteBuffer.allocate(BYTES).putInt(i).array());
            speaker.receive(payload -> last[0] = payload.getInt(0));
        }
        TimeLimits.until("the last is heard", () -> {
            receive(speaker, payload -> last[0] = payload.getInt(0));
            return last[0] == count - 1;
        });
    }

    private static void catchUp(int port, AtomicInteger heard, CompletableFuture<Boolean> done) {
        boolean[] ordered = {true};
        try (FrameSocket behind = FrameSocket.open(port, "/ws/echo:long?after=:0")) {
            while (heard.get() < BEHIND) {
                receive(behind, payload -> ordered[0] &= payload.getInt(0) == heard.getAndIncrement());
            }
            done.complete(ordered[0]);
        } catch (IOException | RuntimeException failed) {
            done.completeExceptionally(failed);
        }
    }

    private static long roundTrip(FrameSocket socket) throws IOException {
        long begun = System.nanoTime();
        boolean[] back = {false};
        socket.send(new byte[8]);
        while (!back[0]) {
            socket.receive(payload -> back[0] = true);
        }
        return System.nanoTime() - begun;
    }

    private static void receive(FrameSocket socket, Consumer<ByteBuffer> payloads) {
        try {
            socket.receive(payloads);
        } catch (IOException cut) {
            throw new AssertionError(cut);
        }
    }
}

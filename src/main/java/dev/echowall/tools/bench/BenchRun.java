package dev.echowall.tools.bench;

import dev.echowall.tools.bench.BenchResult.Opening;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * One run: {@link #connect}, then {@link #publish} or {@link #hold}. Driven by the calling thread; counting happens on
 * the event loops.
 */
final class BenchRun implements AutoCloseable {
    /** From the last connection to the first message. */
    private static final Duration BREATH = Duration.ofMillis(50);
    /** If nothing arrives for this long, the rest is lost. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final long SECOND = 1_000_000_000;
    private static final List<Long> SELF = List.of(ProcessHandle.current().pid());

    private final BenchPlan plan;
    private final Consumer<String> progress;
    private final EventLoops loops;
    private final AllConnections connections;
    private final Sender.Publisher publisher;
    private final EventLoop sending;
    private final ProcessUsage before;
    private Opening opening = new Opening(List.of(), DeliveryStatistics.histogram(), 0);
    private volatile boolean ending;

    /**
     * @param progress called every second with the progress
     * @throws IOException if a host is unknown or TLS is not available
     */
    BenchRun(BenchPlan plan, Consumer<String> progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        ConnectionFactory factory = new ConnectionFactory(plan);
        this.loops = new EventLoops(plan.loops() + 1);
        this.sending = loops.loop(plan.loops());
        this.connections = new AllConnections(loops, plan.loops(), number -> factory.group(number, loops.loop(number)));
        this.publisher = factory.publisher(sending);
        this.before = ProcessUsage.of(plan.processes());
    }

    /** Makes all connections, as many times as planned. @return how many are connected */
    int connect() {
        List<Double> rates = new ArrayList<>();
        long cpu = 0;
        long counted = 0;
        for (int turn = 1; turn <= plan.turns() && !ending; turn++) {
            hangUp();
            Moment start = moment();
            connections.each(ConnectionGroup::fill);
            until(
                    () -> ending || connections.all(ConnectionGroup::full),
                    FOREVER,
                    () -> shown(connections.sum(ConnectionGroup::opened)) + " connected");
            long opened = connections.sum(ConnectionGroup::opened);
            long nanos = latest(ConnectionGroup::lastOpened) - start.nanos();
            rates.add(nanos <= 0 ? 0 : opened * (double) SECOND / nanos);
            if (turn * 2 > plan.turns()) {
                cpu += ProcessUsage.of(plan.processes()).since(start.server()).cpuMicros();
                counted += opened;
            }
        }
        opening = new Opening(
                rates, connections.merged(ConnectionGroup::handshakes), counted == 0 ? 0 : (double) cpu / counted);
        return (int) connections.sum(ConnectionGroup::opened);
    }

    /** Publishes for the planned time, or until {@link #interrupt}, and waits for what is missing. */
    BenchResult publish() {
        tell(publisher::open);
        until(() -> ending || ask(publisher::settled), plan.timeout(), () -> "connecting to publish");
        Schedule schedule = plan.schedule(System.nanoTime() + BREATH.toNanos());
        connections.each(group -> group.statistics().begin(schedule));
        Sender sender = new Sender(sending, publisher, schedule);
        tell(sender::turn);
        long begin = schedule.due(schedule.firstMeasured());
        until(() -> ending || ask(publisher::gone) || System.nanoTime() - begin >= 0, FOREVER, () -> "warming up");
        Moment start = moment();
        until(() -> ending || ask(publisher::gone) || ask(sender::done), FOREVER, this::delivered);
        tell(sender::stop);
        int expected = ask(() -> Math.max(0, sender.sent() - publisher.refused()));
        long end = settle(expected);
        return result(expected, ask(() -> sender.lags().copy()), start, Math.max(0, end - begin));
    }

    /** @return when the last delivery arrived; now, if some are still missing */
    private long settle(int expected) {
        long all = expected * connections.sum(ConnectionGroup::opened);
        long[] state = {-1, System.nanoTime()};
        until(
                () -> {
                    // Includes the warm-up: a client that is seconds behind may still be receiving its messages.
                    long heard = connections.sum(group -> group.statistics().heard());
                    if (heard != state[0]) {
                        state[0] = heard;
                        state[1] = System.nanoTime();
                    }
                    return received() >= all || System.nanoTime() - state[1] > QUIET.toNanos();
                },
                plan.timeout(),
                () -> delivered() + ", waiting for the rest");
        return received() < all
                ? System.nanoTime()
                : latest(group -> group.statistics().lastReceived());
    }

    /** Keeps the connections open for the planned time, or until {@link #interrupt}. */
    BenchResult hold() {
        Moment start = moment();
        until(
                () -> ending,
                plan.duration(),
                () -> "holding "
                        + shown(connections.sum(ConnectionGroup::opened) - connections.sum(ConnectionGroup::over)));
        return result(0, DeliveryStatistics.histogram(), start, System.nanoTime() - start.nanos());
    }

    /** The values at one moment. */
    private record Moment(long nanos, ProcessUsage server, ProcessUsage own, long bytes) {}

    private Moment moment() {
        return new Moment(
                System.nanoTime(),
                ProcessUsage.of(plan.processes()),
                ProcessUsage.of(SELF),
                connections.sum(group -> group.statistics().bytes()));
    }

    private BenchResult result(int sent, Histogram lags, Moment start, long nanos) {
        Moment end = moment();
        return new BenchResult(
                (int) connections.sum(ConnectionGroup::opened),
                troubles(),
                opening,
                sent,
                lags,
                connections.merged(group -> group.statistics().latencies()),
                received(),
                connections.sum(group -> group.missing(sent)),
                connections.sum(group -> group.statistics().misplaced()),
                end.bytes() - start.bytes(),
                nanos,
                end.server().since(start.server()),
                before,
                end.own().since(start.own()));
    }

    /** Ends connecting, publishing or holding early; what follows happens as usual. */
    void interrupt() {
        ending = true;
    }

    /** Why connections failed or ended, or messages were refused, with their numbers. */
    Map<String, Integer> troubles() {
        Map<String, Integer> all = new TreeMap<>(ask(() -> Map.copyOf(publisher.troubles())));
        connections
                .ask(group -> Map.copyOf(group.troubles()))
                .forEach(some -> some.forEach((what, count) -> all.merge(what, count, Integer::sum)));
        return all;
    }

    private long received() {
        return connections.sum(group -> group.statistics().received());
    }

    private String delivered() {
        return shown(received()) + " delivered";
    }

    private static String shown(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private <T> T ask(Supplier<T> question) {
        return EventLoops.on(sending, question::get);
    }

    private void tell(Runnable step) {
        ask(() -> {
            step.run();
            return true;
        });
    }

    private long latest(Function<ConnectionGroup, Long> of) {
        return connections.ask(of).stream()
                .reduce((one, other) -> other - one > 0 ? other : one)
                .orElseThrow();
    }

    private void until(BooleanSupplier condition, Duration limit, Supplier<String> state) {
        long begin = System.nanoTime();
        long told = begin;
        while (!condition.getAsBoolean() && System.nanoTime() - begin < limit.toNanos()) {
            LockSupport.parkNanos(STEP.toNanos());
            if (System.nanoTime() - told > SECOND) {
                told += SECOND;
                progress.accept(state.get());
            }
        }
    }

    private void hangUp() {
        connections.each(ConnectionGroup::hangUp);
        until(() -> connections.all(ConnectionGroup::empty), CLOSING, () -> "disconnecting");
        connections.each(ConnectionGroup::drop);
    }

    @Override
    public void close() {
        tell(publisher::close);
        hangUp();
        loops.close();
    }
}

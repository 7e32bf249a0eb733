package dev.echowall.client;

import dev.echowall.client.BenchFindings.Opening;
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
import java.util.function.Supplier;

/**
 * One run: {@link #connect}, then {@link #publish} or {@link #hold}. Driven by the thread that calls it; what is counted is
 * counted on the event loops.
 */
final class BenchRun implements AutoCloseable {
    /** From the last connection to the first message. */
    private static final Duration BREATH = Duration.ofMillis(50);
    /** So long nothing may come any more: the rest is lost. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final long SECOND = 1_000_000_000;
    private static final List<Long> SELF = List.of(ProcessHandle.current().pid());

    private final BenchPlan plan;
    private final Consumer<String> progress;
    private final EventLoops loops;
    private final Crowd crowd;
    private final Sender.Outlet outlet;
    private final EventLoop sending;
    private final Usage before;
    private Opening opening = new Opening(List.of(), Hearing.histogram(), 0);
    private volatile boolean ending;

    /**
     * @param progress told every second how far it is
     * @throws IOException when a host is not known, or TLS not to be had
     */
    BenchRun(BenchPlan plan, Consumer<String> progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        Entrances entrances = new Entrances(plan);
        this.loops = new EventLoops(plan.loops() + 1);
        this.sending = loops.loop(plan.loops());
        this.crowd = new Crowd(loops, plan.loops(), number -> entrances.stand(number, loops.loop(number)));
        this.outlet = entrances.outlet(sending);
        this.before = Usage.of(plan.processes());
    }

    /** Connects all, as often as planned. @return how many are connected */
    int connect() {
        List<Double> rates = new ArrayList<>();
        long cpu = 0;
        long counted = 0;
        for (int turn = 1; turn <= plan.turns() && !ending; turn++) {
            hangUp();
            Usage start = Usage.of(plan.processes());
            long begin = System.nanoTime();
            crowd.each(Stand::fill);
            until(() -> crowd.all(Stand::full), FOREVER, () -> "connecting: " + shown(crowd.sum(Stand::opened)));
            long opened = crowd.sum(Stand::opened);
            long last =
                    crowd.ask(Stand::lastOpened).stream().reduce(begin, (one, other) -> other - one > 0 ? other : one);
            rates.add(last == begin ? 0 : opened * (double) SECOND / (last - begin));
            if (turn * 2 > plan.turns()) {
                cpu += Usage.of(plan.processes()).cpuMicros() - start.cpuMicros();
                counted += opened;
            }
        }
        opening = new Opening(rates, crowd.merged(Stand::handshakes), counted == 0 ? 0 : (double) cpu / counted);
        return (int) crowd.sum(Stand::opened);
    }

    /** Publishes for the time planned, or until {@link #interrupt}, and waits for what is missing. */
    BenchFindings publish() {
        ask(() -> {
            outlet.open();
            return true;
        });
        until(() -> ask(outlet::settled), plan.patience(), () -> "connecting to publish");
        Schedule schedule = plan.schedule(System.nanoTime() + BREATH.toNanos());
        crowd.each(stand -> stand.hearing().begin(schedule));
        Sender sender = new Sender(sending, outlet, schedule);
        ask(() -> {
            sender.turn();
            return true;
        });
        long begin = schedule.due(schedule.firstMeasured());
        until(() -> System.nanoTime() - begin >= 0, FOREVER, () -> "warming up");
        Usage server = Usage.of(plan.processes());
        Usage own = Usage.of(SELF);
        long bytes = crowd.sum(stand -> stand.hearing().bytes());
        until(() -> ask(sender::done), FOREVER, () -> delivered());
        ask(() -> {
            sender.stop();
            return true;
        });
        int expected = ask(() -> Math.max(0, sender.sent() - outlet.refused()));
        long end = settle(expected);
        return new BenchFindings(
                (int) crowd.sum(Stand::opened),
                troubles(),
                opening,
                expected,
                ask(() -> sender.lags().copy()),
                crowd.merged(stand -> stand.hearing().latencies()),
                received(),
                crowd.sum(stand -> stand.missing(expected)),
                crowd.sum(stand -> stand.hearing().misplaced()),
                crowd.sum(stand -> stand.hearing().bytes()) - bytes,
                Math.max(0, end - begin),
                Usage.of(plan.processes()).since(server),
                before,
                Usage.of(SELF).since(own));
    }

    /** @return when the last delivery came; now, when some never did */
    private long settle(int expected) {
        long all = expected * crowd.sum(Stand::opened);
        long[] state = {-1, System.nanoTime()};
        until(
                () -> {
                    long received = received();
                    if (received != state[0]) {
                        state[0] = received;
                        state[1] = System.nanoTime();
                    }
                    return received >= all || System.nanoTime() - state[1] > QUIET.toNanos();
                },
                plan.patience(),
                () -> delivered() + ", waiting for the rest");
        return received() < all
                ? System.nanoTime()
                : crowd.ask(stand -> stand.hearing().lastReceived()).stream()
                        .reduce((one, other) -> other - one > 0 ? other : one)
                        .orElse(System.nanoTime());
    }

    /** Keeps the connections for the time planned, or until {@link #interrupt}, and does nothing. */
    BenchFindings hold() {
        Usage server = Usage.of(plan.processes());
        Usage own = Usage.of(SELF);
        long begin = System.nanoTime();
        until(
                () -> ending || System.nanoTime() - begin >= plan.duration().toNanos(),
                FOREVER,
                () -> "holding " + shown(crowd.sum(Stand::opened) - crowd.sum(Stand::over)));
        return new BenchFindings(
                (int) crowd.sum(Stand::opened),
                troubles(),
                opening,
                0,
                Hearing.histogram(),
                Hearing.histogram(),
                0,
                0,
                0,
                0,
                System.nanoTime() - begin,
                Usage.of(plan.processes()).since(server),
                before,
                Usage.of(SELF).since(own));
    }

    /** Ends the connecting, the publishing or the holding early; what follows happens as usual. */
    void interrupt() {
        ending = true;
    }

    /** Why connections were not opened or ended, or messages not taken, and how often. */
    Map<String, Integer> troubles() {
        Map<String, Integer> all = new TreeMap<>(ask(() -> Map.copyOf(outlet.troubles())));
        crowd.ask(stand -> Map.copyOf(stand.troubles()))
                .forEach(some -> some.forEach((what, count) -> all.merge(what, count, Integer::sum)));
        return all;
    }

    private long received() {
        return crowd.sum(stand -> stand.hearing().received());
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

    private void until(BooleanSupplier condition, Duration limit, Supplier<String> state) {
        long begin = System.nanoTime();
        long told = begin;
        while (!ending && !condition.getAsBoolean() && System.nanoTime() - begin < limit.toNanos()) {
            LockSupport.parkNanos(STEP.toNanos());
            if (System.nanoTime() - told > SECOND) {
                told += SECOND;
                progress.accept(state.get());
            }
        }
    }

    private void hangUp() {
        crowd.each(Stand::hangUp);
        until(() -> crowd.all(Stand::empty), CLOSING, () -> "hanging up");
        crowd.each(Stand::drop);
    }

    @Override
    public void close() {
        ask(() -> {
            outlet.close();
            return true;
        });
        hangUp();
        loops.close();
    }
}

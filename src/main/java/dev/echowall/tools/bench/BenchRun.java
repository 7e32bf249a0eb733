package dev.echowall.tools.bench;

import dev.echowall.tools.bench.BenchFindings.Opening;
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
 * One run: {@link #connect}, then {@link #publish} or {@link #hold}. Driven by the thread that calls it; what is counted is
 * counted on the event loops.
 */
final class BenchRun implements AutoCloseable {
    /** From the last connection to the first message. */
    private static final Duration BREATH = Duration.ofMillis(50);
    /** So long nothing may come any more: the rest is lost. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(20);
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
            Moment start = moment();
            crowd.each(Stand::fill);
            until(
                    () -> ending || crowd.all(Stand::full),
                    FOREVER,
                    () -> shown(crowd.sum(Stand::opened)) + " connected");
            long opened = crowd.sum(Stand::opened);
            long nanos = latest(Stand::lastOpened) - start.nanos();
            rates.add(nanos <= 0 ? 0 : opened * (double) SECOND / nanos);
            if (turn * 2 > plan.turns()) {
                cpu += Usage.of(plan.processes()).since(start.server()).cpuMicros();
                counted += opened;
            }
        }
        opening = new Opening(rates, crowd.merged(Stand::handshakes), counted == 0 ? 0 : (double) cpu / counted);
        return (int) crowd.sum(Stand::opened);
    }

    /** Publishes for the time planned, or until {@link #interrupt}, and waits for what is missing. */
    BenchFindings publish() {
        tell(outlet::open);
        until(() -> ending || ask(outlet::settled), plan.patience(), () -> "connecting to publish");
        Schedule schedule = plan.schedule(System.nanoTime() + BREATH.toNanos());
        crowd.each(stand -> stand.hearing().begin(schedule));
        Sender sender = new Sender(sending, outlet, schedule);
        tell(sender::turn);
        long begin = schedule.due(schedule.firstMeasured());
        until(() -> ending || ask(outlet::gone) || System.nanoTime() - begin >= 0, FOREVER, () -> "warming up");
        Moment start = moment();
        until(() -> ending || ask(outlet::gone) || ask(sender::done), FOREVER, this::delivered);
        tell(sender::stop);
        int expected = ask(() -> Math.max(0, sender.sent() - outlet.refused()));
        long end = settle(expected);
        return findings(expected, ask(() -> sender.lags().copy()), start, Math.max(0, end - begin));
    }

    /** @return when the last delivery came; now, when some never did */
    private long settle(int expected) {
        long all = expected * crowd.sum(Stand::opened);
        long[] state = {-1, System.nanoTime()};
        until(
                () -> {
                    // Those of the warm-up too: who is seconds late may still be at these.
                    long heard = crowd.sum(stand -> stand.hearing().heard());
                    if (heard != state[0]) {
                        state[0] = heard;
                        state[1] = System.nanoTime();
                    }
                    return received() >= all || System.nanoTime() - state[1] > QUIET.toNanos();
                },
                plan.patience(),
                () -> delivered() + ", waiting for the rest");
        return received() < all
                ? System.nanoTime()
                : latest(stand -> stand.hearing().lastReceived());
    }

    /** Keeps the connections for the time planned, or until {@link #interrupt}, and does nothing. */
    BenchFindings hold() {
        Moment start = moment();
        until(
                () -> ending,
                plan.duration(),
                () -> "holding " + shown(crowd.sum(Stand::opened) - crowd.sum(Stand::over)));
        return findings(0, Hearing.histogram(), start, System.nanoTime() - start.nanos());
    }

    /** What stood on the meters. */
    private record Moment(long nanos, Usage server, Usage own, long bytes) {}

    private Moment moment() {
        return new Moment(
                System.nanoTime(),
                Usage.of(plan.processes()),
                Usage.of(SELF),
                crowd.sum(stand -> stand.hearing().bytes()));
    }

    private BenchFindings findings(int sent, Histogram lags, Moment start, long nanos) {
        Moment end = moment();
        return new BenchFindings(
                (int) crowd.sum(Stand::opened),
                troubles(),
                opening,
                sent,
                lags,
                crowd.merged(stand -> stand.hearing().latencies()),
                received(),
                crowd.sum(stand -> stand.missing(sent)),
                crowd.sum(stand -> stand.hearing().misplaced()),
                end.bytes() - start.bytes(),
                nanos,
                end.server().since(start.server()),
                before,
                end.own().since(start.own()));
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

    private void tell(Runnable step) {
        ask(() -> {
            step.run();
            return true;
        });
    }

    private long latest(Function<Stand, Long> of) {
        return crowd.ask(of).stream()
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
        crowd.each(Stand::hangUp);
        until(() -> crowd.all(Stand::empty), CLOSING, () -> "hanging up");
        crowd.each(Stand::drop);
    }

    @Override
    public void close() {
        tell(outlet::close);
        hangUp();
        loops.close();
    }
}

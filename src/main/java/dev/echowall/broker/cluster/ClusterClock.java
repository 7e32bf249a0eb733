package dev.echowall.broker.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's time in ms since 1970, as this member knows it. It advances with elapsed time, never goes back and
 * never jumps. It is steered, by at most a twentieth of its pace, towards the time that most members' wall clocks agree
 * on. Until the member has heard from the others once, at its start, it is only a guess from its own wall clock.
 *
 * <p>Read from any thread; set by the thread of {@link ClockSynchronizer}.
 */
public final class ClusterClock implements LongSupplier {
    /** Clocks that differ by more, in ms, do not agree, and a warning is logged. */
    static final long AGREED_MILLIS = 2_000;

    /** If members' cluster times differ by more, in ms, they are brought together before wall clocks are considered. */
    static final long TOGETHER_MILLIS = 250;

    private static final String KEY = "echowall.clock";
    private static final long NANOS = 1_000_000;
    private static final long SLEWED = 20;
    private static final long SAY_AGAIN_MILLIS = 60_000;

    private static final Logger log = LoggerFactory.getLogger(ClusterClock.class);

    private final LongSupplier wall;
    private final LongSupplier nanos;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
    private volatile ClockState state;
    private volatile boolean set;
    private volatile long deviation;
    private boolean wrong;
    private long said;

    /** Another member's clocks, as ms ahead of this clock; {@code set} says whether its cluster time counts. */
    record Other(long wall, long time, boolean set) {}

    /** The starting point of the clock and the correction that is still to be made, in ns. */
    private record ClockState(long nanos, long time, long correction) {
        long at(long now) {
            long passed = now - nanos;
            long most = passed / SLEWED;
            return time + passed + Math.max(-most, Math.min(most, correction));
        }
    }

    /** Uses this machine's clocks. */
    ClusterClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    ClusterClock(LongSupplier wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.state = new ClockState(nanos.getAsLong(), wall.getAsLong() * NANOS, 0);
    }

    /** The clock that {@link HazelcastSettings} gave to the member. */
    public static ClusterClock of(HazelcastInstance member) {
        if (member.getUserContext().get(KEY) instanceof ClusterClock clock) {
            return clock;
        }
        throw new IllegalStateException("the member was not configured by HazelcastSettings");
    }

    /** Stores it where {@link #of} finds it. */
    void in(Config config) {
        config.getUserContext().put(KEY, this);
    }

    @Override
    public long getAsLong() {
        long now = state.at(nanos.getAsLong()) / NANOS;
        // A correction may have happened while this thread was reading.
        return set ? last.accumulateAndGet(now, Math::max) : now;
    }

    /** Whether it is the cluster's time and not only a guess. */
    public boolean isSet() {
        return set;
    }

    /** This machine's wall clock, in ms since 1970. */
    long wall() {
        return wall.getAsLong();
    }

    /** How far this machine's wall clock was ahead of the agreed time in the last round, in ms. */
    public long deviation() {
        return deviation;
    }

    /**
     * Adopts the cluster's running time by a jump, which is allowed because nothing has used this clock yet.
     *
     * @param first whether this member is the oldest, so that there is no running time to wait for
     * @param expected how many clocks the first member would like to hear, because a wrong start is corrected only
     *     slowly; if more than half of them agree, it does not wait for the rest
     * @return false if no other member knows the time, or too few answered; then they must be asked again
     */
    boolean set(List<Other> others, boolean first, int expected) {
        long[] running = others.stream()
                .filter(Other::set)
                .mapToLong(Other::time)
                .sorted()
                .toArray();
        if (running.length == 0 && !first) {
            return false;
        }
        long[] walls = walls(others);
        if (running.length == 0 && expected > 1 && 2 * near(walls) <= expected) {
            return false;
        }
        if (running.length > 0) {
            jump(running[(running.length - 1) / 2]);
        } else if (agreed(walls)) {
            jump(median(walls));
        }
        set = true;
        return true;
    }

    /** Continues with this machine's clock alone, because none of the others answers. */
    void setAlone() {
        log.atWarn().log("no other member knows the cluster's time; starting with this machine's clock");
        set = true;
    }

    /** Corrects the clock; called about once a second. */
    void slew(List<Other> others) {
        long[] walls = walls(others);
        long together = median(withOwn(0, others.stream().filter(Other::set).mapToLong(Other::time)));
        boolean agreed = agreed(walls) && (walls.length > 1 || Math.abs(walls[0]) <= AGREED_MILLIS);
        if (Math.abs(together) > TOGETHER_MILLIS) {
            correct(together);
        } else if (agreed) {
            correct(median(walls));
        } else {
            correct(together);
        }
        tell(wall() - now() - (agreed ? median(walls) : 0), agreed, walls.length);
    }

    private void tell(long ahead, boolean agreed, int clocks) {
        deviation = ahead;
        boolean off = Math.abs(ahead) > AGREED_MILLIS;
        long passed = nanos.getAsLong() / NANOS;
        if (off && (!wrong || passed - said >= SAY_AGAIN_MILLIS)) {
            said = passed;
            log.atWarn()
                    .addKeyValue("ms", ahead)
                    .addKeyValue("clocks", clocks)
                    .log(
                            agreed
                                    ? "this machine's clock is wrong: most members' clocks differ from it, and theirs are used"
                                    : "this machine's clock differs from the cluster's time, which continues unchanged: no"
                                            + " majority of clocks agrees on the time");
        } else if (wrong && !off) {
            log.atInfo().addKeyValue("ms", ahead).log("this machine's clock is right again");
        }
        wrong = off;
    }

    private long now() {
        return state.at(nanos.getAsLong()) / NANOS;
    }

    private void jump(long millis) {
        long now = nanos.getAsLong();
        state = new ClockState(now, state.at(now) + millis * NANOS, 0);
    }

    private void correct(long millis) {
        long now = nanos.getAsLong();
        state = new ClockState(now, state.at(now), millis * NANOS);
    }

    /** All wall clocks, including this machine's. */
    private long[] walls(List<Other> others) {
        return withOwn(wall() - now(), others.stream().mapToLong(Other::wall));
    }

    private static long[] withOwn(long own, LongStream others) {
        return LongStream.concat(LongStream.of(own), others).sorted().toArray();
    }

    /** Whether more than half are close to their median. If two differ, it is unknown which is right. */
    private static boolean agreed(long[] walls) {
        return 2 * near(walls) > walls.length;
    }

    private static int near(long[] walls) {
        long middle = median(walls);
        int near = 0;
        for (long each : walls) {
            near += Math.abs(each - middle) <= AGREED_MILLIS ? 1 : 0;
        }
        return near;
    }

    private static long median(long[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : Math.floorDiv(sorted[half - 1] + sorted[half], 2L);
    }
}

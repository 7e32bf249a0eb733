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
 * The cluster's time in ms since 1970, as this member knows it. It advances by the time that passes, never goes back and
 * never jumps; it is steered, by a twentieth of its pace at most, towards what most of the members' wall clocks say. Until
 * the member has heard from the others, once, at its start, it is only its own wall clock's guess.
 *
 * <p>Read from any thread; set by one, that of {@link ClockSynchronizer}.
 */
public final class ClusterClock implements LongSupplier {
    /** Clocks that differ by more, in ms, are not of one opinion; and the operator is told. */
    static final long AGREED_MILLIS = 2_000;

    /** Members' times that differ by more, in ms, are brought together before anybody's wall clock is asked. */
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

    /** Another member's clocks, both by how many ms they are ahead of this clock; {@code set}: whether its time counts. */
    record Other(long wall, long time, boolean set) {}

    /** From where the clock goes, and how much it still has to make up for, all in ns. */
    private record ClockState(long nanos, long time, long correction) {
        long at(long now) {
            long passed = now - nanos;
            long most = passed / SLEWED;
            return time + passed + Math.max(-most, Math.min(most, correction));
        }
    }

    /** With this machine's clocks. */
    ClusterClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    ClusterClock(LongSupplier wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.state = new ClockState(nanos.getAsLong(), wall.getAsLong() * NANOS, 0);
    }

    /** The member's clock, which {@link HazelcastSettings} gave it. */
    public static ClusterClock of(HazelcastInstance member) {
        if (member.getUserContext().get(KEY) instanceof ClusterClock clock) {
            return clock;
        }
        throw new IllegalStateException("the member was not configured by HazelcastSettings");
    }

    /** Puts it where {@link #of} finds it. */
    void in(Config config) {
        config.getUserContext().put(KEY, this);
    }

    @Override
    public long getAsLong() {
        long now = state.at(nanos.getAsLong()) / NANOS;
        // A reader may have been overtaken by a correction.
        return set ? last.accumulateAndGet(now, Math::max) : now;
    }

    /** Whether it is the cluster's time, and not only a guess. */
    public boolean isSet() {
        return set;
    }

    /** This machine's wall clock, in ms since 1970. */
    long wall() {
        return wall.getAsLong();
    }

    /** How far this machine's wall clock is ahead of the time that most agree on, in ms, as of the last round. */
    public long deviation() {
        return deviation;
    }

    /**
     * Takes the cluster's running time, by a jump, since nobody has used this clock yet.
     *
     * @param first whether this member is the oldest, so that it has no running time to wait for
     * @param expected how many clocks the first one would rather hear, since what it begins with is only slowly corrected: with more
     *     than half of them of one opinion it waits for no other
     * @return false when none of the others knows it either, or too few were heard: they are to be asked again
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

    /** Goes on by this machine's clock alone: there are others, but none answers. */
    void setAlone() {
        log.atWarn().log("no other member says what time it is; beginning with this machine's clock");
        set = true;
    }

    /** Corrects itself by what the others say; called every second or so. */
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
                                    ? "this machine's clock is wrong: most of the members' say otherwise, and are followed"
                                    : "this machine's clock has left the cluster's time, which goes on without it: no"
                                            + " majority of clocks says which is right");
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

    /** All wall clocks, this machine's as well. */
    private long[] walls(List<Other> others) {
        return withOwn(wall() - now(), others.stream().mapToLong(Other::wall));
    }

    private static long[] withOwn(long own, LongStream others) {
        return LongStream.concat(LongStream.of(own), others).sorted().toArray();
    }

    /** Whether more than half are near their median; of two that differ nobody knows which is right. */
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

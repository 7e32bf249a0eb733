package dev.echowall.session.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock of all connections of one event loop: a timing wheel, one timer however many there are. It stands still
 * while there is nothing to wait for.
 */
final class TimingWheel {
    /** What waits for its time; in the wheel at most once. */
    abstract static class Beat {
        private @Nullable Beat before;
        private @Nullable Beat after;
        private int slot = NOWHERE;
        private long due;

        /** It is time, or a little later. */
        abstract void beat();
    }

    private static final int NOWHERE = -1;
    private static final int SLOTS = 512;

    private final ScheduledExecutorService loop;
    private final LongSupplier clock;
    private final long tick;
    private final @Nullable Beat[] slots = new Beat[SLOTS];
    private int beats;
    private long turned;
    private boolean turning;

    /**
     * @param clock in ms, never going back
     * @param tick ms between two looks at the wheel, and so how late a beat may be
     */
    TimingWheel(ScheduledExecutorService loop, LongSupplier clock, long tick) {
        this.loop = loop;
        this.clock = clock;
        this.tick = tick;
    }

    long now() {
        return clock.getAsLong();
    }

    /** The beat comes once, so many ms from now; a time set before is forgotten. */
    void in(long delay, Beat beat) {
        cancel(beat);
        long now = now();
        if (beats == 0) {
            turned = now / tick;
        }
        // Never into a slot that has been turned past: it would wait for a whole round.
        beat.due = Math.max(now + delay, (turned + 1) * tick);
        link(beat);
        if (!turning) {
            turning = true;
            waitForNext();
        }
    }

    void cancel(Beat beat) {
        if (beat.slot == NOWHERE) {
            return;
        }
        if (beat.before == null) {
            slots[beat.slot] = beat.after;
        } else {
            beat.before.after = beat.after;
        }
        if (beat.after != null) {
            beat.after.before = beat.before;
        }
        beat.before = null;
        beat.after = null;
        beat.slot = NOWHERE;
        beats--;
    }

    /** Gives every beat whose time has come its turn. */
    void turn() {
        long until = now() / tick;
        // After a long pause every slot is looked at once, not once for each tick that was missed.
        long from = Math.max(turned + 1, until - SLOTS + 1);
        turned = until;
        for (long at = from; at <= until; at++) {
            turn((int) (at % SLOTS), until);
        }
    }

    private void turn(int slot, long until) {
        List<Beat> due = new ArrayList<>();
        for (Beat each = slots[slot]; each != null; each = each.after) {
            if (each.due / tick <= until) {
                due.add(each);
            }
        }
        // A beat may set or cancel others, so the slot's own chain is not walked while they run.
        for (Beat each : due) {
            if (each.slot == slot && each.due / tick <= until) {
                cancel(each);
                each.beat();
            }
        }
    }

    private void link(Beat beat) {
        int slot = (int) (beat.due / tick % SLOTS);
        Beat first = slots[slot];
        beat.after = first;
        if (first != null) {
            first.before = beat;
        }
        slots[slot] = beat;
        beat.slot = slot;
        beats++;
    }

    private void waitForNext() {
        var unused = loop.schedule(
                () -> {
                    try {
                        turn();
                    } finally {
                        goOn();
                    }
                },
                tick,
                TimeUnit.MILLISECONDS);
    }

    private void goOn() {
        if (beats > 0) {
            waitForNext();
        } else {
            turning = false;
        }
    }
}

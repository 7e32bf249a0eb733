package dev.echowall.session.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of all connections of one event loop: a timing wheel, which needs one timer however many there are. It
 * stops while there is nothing to wait for.
 */
final class TimingWheel {
    /** A timeout; at most once in the wheel. */
    abstract static class Timeout {
        private @Nullable Timeout before;
        private @Nullable Timeout after;
        private int slot = NOWHERE;
        private long due;

        /** Called when it expires, or a little later. */
        abstract void expired();
    }

    private static final int NOWHERE = -1;
    private static final int SLOTS = 512;

    private final ScheduledExecutorService loop;
    private final LongSupplier clock;
    private final long tick;
    private final @Nullable Timeout[] slots = new Timeout[SLOTS];
    private int timeouts;
    private long turned;
    private boolean turning;

    /**
     * @param clock in ms, never going back
     * @param tick ms between two turns of the wheel, and therefore the most delay of a timeout
     */
    TimingWheel(ScheduledExecutorService loop, LongSupplier clock, long tick) {
        this.loop = loop;
        this.clock = clock;
        this.tick = tick;
    }

    long now() {
        return clock.getAsLong();
    }

    /** It expires once, this many ms from now; replaces a time set before. */
    void schedule(long delay, Timeout timeout) {
        cancel(timeout);
        long now = now();
        if (timeouts == 0) {
            turned = now / tick;
        }
        // Never into a slot that has been passed, where it would wait for a whole revolution.
        timeout.due = Math.max(now + delay, (turned + 1) * tick);
        link(timeout);
        if (!turning) {
            turning = true;
            waitForNext();
        }
    }

    void cancel(Timeout timeout) {
        if (timeout.slot == NOWHERE) {
            return;
        }
        if (timeout.before == null) {
            slots[timeout.slot] = timeout.after;
        } else {
            timeout.before.after = timeout.after;
        }
        if (timeout.after != null) {
            timeout.after.before = timeout.before;
        }
        timeout.before = null;
        timeout.after = null;
        timeout.slot = NOWHERE;
        timeouts--;
    }

    /** Calls every timeout that has expired. */
    void turn() {
        long until = now() / tick;
        // After a long pause every slot is processed once, not once for each missed tick.
        long from = Math.max(turned + 1, until - SLOTS + 1);
        turned = until;
        for (long at = from; at <= until; at++) {
            turn((int) (at % SLOTS), until);
        }
    }

    private void turn(int slot, long until) {
        List<Timeout> due = new ArrayList<>();
        for (Timeout each = slots[slot]; each != null; each = each.after) {
            if (each.due / tick <= until) {
                due.add(each);
            }
        }
        // A timeout may schedule or cancel others, so the slot's own chain is not iterated while they run.
        for (Timeout each : due) {
            if (each.slot == slot && each.due / tick <= until) {
                cancel(each);
                each.expired();
            }
        }
    }

    private void link(Timeout timeout) {
        int slot = (int) (timeout.due / tick % SLOTS);
        Timeout first = slots[slot];
        timeout.after = first;
        if (first != null) {
            first.before = timeout;
        }
        slots[slot] = timeout;
        timeout.slot = slot;
        timeouts++;
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
        if (timeouts > 0) {
            waitForNext();
        } else {
            turning = false;
        }
    }
}

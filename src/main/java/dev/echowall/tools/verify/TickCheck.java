package dev.echowall.tools.verify;

import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Seen.Delivered;
import dev.echowall.tools.verify.Seen.Gap;
import java.time.Instant;
import java.util.List;

/** That the time came once for every second, between the first and the last one that this subscriber was given. */
final class TickCheck {
    private static final long NONE = Long.MIN_VALUE;

    private final Trail trail;
    private final List<Anomaly> found;
    private long last = NONE;

    TickCheck(Trail trail, List<Anomaly> found) {
        this.trail = trail;
        this.found = found;
    }

    void run() {
        for (Seen each : trail) {
            if (each instanceof Gap) {
                // It was told that ticks are not to be had any more.
                last = NONE;
            } else if (each instanceof Delivered tick && tick.identity() >= 0) {
                next(tick.identity());
            }
        }
    }

    private void next(long second) {
        if (last == NONE) {
            last = second;
        } else if (second <= last) {
            found.add(new Anomaly(Kind.TICK_TWICE, 1, trail + " was given " + at(second) + " after " + at(last)));
        } else {
            if (second > last + 1) {
                found.add(new Anomaly(
                        Kind.TICK_MISSING,
                        second - last - 1,
                        trail + " was given " + at(second) + " right after " + at(last)));
            }
            last = second;
        }
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }
}

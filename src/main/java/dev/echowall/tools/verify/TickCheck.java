package dev.echowall.tools.verify;

import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Delivered;
import dev.echowall.tools.verify.Observation.Gap;
import java.time.Instant;
import java.util.List;

/** Checks that there was one tick for every second between the first and the last that this subscriber received. */
final class TickCheck {
    private static final long NONE = Long.MIN_VALUE;

    private final SubscriberLog log;
    private final List<Anomaly> found;
    private long last = NONE;

    TickCheck(SubscriberLog log, List<Anomaly> found) {
        this.log = log;
        this.found = found;
    }

    void run() {
        for (Observation each : log) {
            if (each instanceof Gap) {
                // A gap was reported.
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
            found.add(new Anomaly(Kind.TICK_TWICE, 1, log + " was given " + at(second) + " after " + at(last)));
        } else {
            if (second > last + 1) {
                found.add(new Anomaly(
                        Kind.TICK_MISSING,
                        second - last - 1,
                        log + " was given " + at(second) + " right after " + at(last)));
            }
            last = second;
        }
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }
}

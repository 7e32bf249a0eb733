package dev.echowall.session.centrifugal;

import dev.echowall.session.Rate;

/** How many commands a connection sends: one too many is refused, and one that goes on all the same is ended. */
final class CommandRate {
    enum Verdict {
        TAKE,
        REFUSE,
        END
    }

    private final Rate rate;
    private long bucket;
    private int refused;

    CommandRate(Rate rate) {
        this.rate = rate;
    }

    /** @param now in ns */
    Verdict command(long now) {
        if (rate.isNone()) {
            return Verdict.TAKE;
        }
        if (rate.waiting(bucket, now) == 0) {
            bucket = rate.taken(bucket, now);
            refused = 0;
            return Verdict.TAKE;
        }
        // As many again as are allowed in a second, all of them refused: whoever reads the answers has stopped by then.
        return ++refused > rate.count() ? Verdict.END : Verdict.REFUSE;
    }
}

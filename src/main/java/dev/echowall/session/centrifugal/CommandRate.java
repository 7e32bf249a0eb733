package dev.echowall.session.centrifugal;

import dev.echowall.session.Rate;

/** Limits the commands of one connection: those over the rate are refused, and a client that continues is disconnected. */
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
        // After as many refusals as commands are allowed in a second, a client that reads the answers would have
        // stopped.
        return ++refused > rate.count() ? Verdict.END : Verdict.REFUSE;
    }
}

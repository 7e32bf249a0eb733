package dev.echowall.journal;

import java.time.Duration;

/** A clock that moves only when it is told to. */
final class ManualClock implements JournalClock {
    private long millis = 1_790_000_000_000L;
    private long nanos = 1_000;

    void pass(Duration time) {
        millis += time.toMillis();
        nanos += time.toNanos();
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public long nanos() {
        return nanos;
    }
}

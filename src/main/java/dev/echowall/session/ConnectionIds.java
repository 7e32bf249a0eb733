package dev.echowall.session;

import java.util.concurrent.atomic.AtomicLong;

/** Assigns ids to the connections of this process, for the log. From any thread. */
public final class ConnectionIds {
    private static final AtomicLong LAST = new AtomicLong();

    private ConnectionIds() {}

    public static long next() {
        return LAST.incrementAndGet();
    }
}

package dev.echowall.session;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers the connections of this process, for its log. From any thread. */
public final class ConnectionIds {
    private static final AtomicLong LAST = new AtomicLong();

    private ConnectionIds() {}

    public static long next() {
        return LAST.incrementAndGet();
    }
}

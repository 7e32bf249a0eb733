package dev.echowall.session.centrifugal;

import dev.echowall.session.socket.Connection;

/** One timer for everything that expires on a connection. Confined to its event loop. */
final class Expiry {
    /** Longer waits are divided, because the system's clock may be set meanwhile. */
    private static final long LONGEST_MILLIS = 3_600_000;

    private final Connection connection;
    private final Runnable check;
    private long next = Long.MAX_VALUE;

    /** @param check ends what has expired, and calls {@link #at} for the rest */
    Expiry(Connection connection, Runnable check) {
        this.connection = connection;
        this.check = check;
    }

    /** Something expires at this time, in ms since 1970. */
    void at(long time) {
        if (time >= next) {
            return;
        }
        next = time;
        long wait = Math.max(1, time - System.currentTimeMillis());
        connection.after(Math.min(wait, LONGEST_MILLIS), () -> {
            if (next == time) {
                next = Long.MAX_VALUE;
                check.run();
            }
        });
    }
}

package dev.echowall.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs at intervals that there are no free file descriptors, however many server sockets notice it. Thread-safe. */
final class DescriptorShortageLog {
    private static final Logger log = LoggerFactory.getLogger(DescriptorShortageLog.class);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong told = new AtomicLong(System.nanoTime() - NANOS);
    private final AtomicInteger refused = new AtomicInteger();

    /** A connection was refused for this reason. */
    void refused() {
        refused.incrementAndGet();
    }

    void noticed(Throwable cause) {
        long last = told.get();
        long now = System.nanoTime();
        if (now - last >= NANOS && told.compareAndSet(last, now)) {
            log.atWarn()
                    .addKeyValue("refused", refused.getAndSet(0))
                    .addKeyValue("cause", cause.getMessage())
                    .log(
                            "no free file descriptors: new connections are refused, open ones are not affected (ulimit -n)");
        }
    }
}

package dev.echowall.node;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the node is on its way out: no new clients then, and those that are here are sent elsewhere. */
public final class Drain {
    private final AtomicBoolean started = new AtomicBoolean();

    /** @return false when it had been started before */
    public boolean start() {
        return started.compareAndSet(false, true);
    }

    public boolean started() {
        return started.get();
    }
}

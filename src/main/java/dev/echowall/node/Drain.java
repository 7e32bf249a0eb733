package dev.echowall.node;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the node is stopping: then it accepts no new clients and closes those that are connected. */
public final class Drain {
    private final AtomicBoolean started = new AtomicBoolean();

    /** @return false if it had been started before */
    public boolean start() {
        return started.compareAndSet(false, true);
    }

    public boolean started() {
        return started.get();
    }
}

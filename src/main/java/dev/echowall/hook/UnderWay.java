package dev.echowall.hook;

import java.util.concurrent.atomic.AtomicInteger;

/** The questions of this instance that have not been answered yet, of all hooks together. From any thread. */
final class UnderWay {
    private final AtomicInteger now = new AtomicInteger();
    private final int most;

    UnderWay(int most) {
        this.most = most;
    }

    /** Whether there is room for one more; {@link #leave} must follow then. */
    boolean enter() {
        if (now.incrementAndGet() <= most) {
            return true;
        }
        now.decrementAndGet();
        return false;
    }

    void leave() {
        now.decrementAndGet();
    }

    int now() {
        return now.get();
    }
}

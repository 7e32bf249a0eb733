package dev.echowall.broker;

/** What waits to be published on all channels together, in bytes, and how much may. Confined to the broker's context. */
final class WaitingBytes {
    private final long most;
    private long waiting;

    WaitingBytes(long most) {
        this.most = most;
    }

    /** Whether there was room; a single one always has. */
    boolean take(long bytes) {
        if (waiting > 0 && waiting + bytes > most) {
            return false;
        }
        waiting += bytes;
        return true;
    }

    void give(long bytes) {
        waiting -= bytes;
    }
}

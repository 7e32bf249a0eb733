package dev.echowall.broker;

/** Counts and limits the bytes that wait to be published on all channels together. Confined to the broker's context. */
final class WaitingBytes {
    private final long most;
    private long waiting;

    WaitingBytes(long most) {
        this.most = most;
    }

    /** Returns whether there was room; a single publication always fits. */
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

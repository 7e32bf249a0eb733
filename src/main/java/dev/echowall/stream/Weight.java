package dev.echowall.stream;

/**
 * Heap memory of objects in addition to the bytes that clients sent, in bytes: measured once with a full heap (decision
 * 22) and rounded up. With it streams can be counted together in one budget.
 */
public final class Weight {
    /** A stream without publications, including its entry in a replica and the leader's bookkeeping. */
    public static final long STREAM = 900;

    /**
     * A publication, its payload object and its place in the ring buffer; {@link
     * dev.echowall.channel.Publication#size()} comes on top.
     */
    public static final long PUBLICATION = 136;

    /** A remembered id, however long it was. */
    public static final long ID = 144;

    /** The outcome of a sender's last batch. */
    static final long SENT = 250;

    private Weight() {}
}

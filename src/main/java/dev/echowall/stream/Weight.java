package dev.echowall.stream;

/**
 * What things take up on the heap, in bytes, besides the bytes that clients sent: measured once with a full heap (decision 22),
 * rounded up. So that streams can be counted together in one budget.
 */
public final class Weight {
    /** A stream in which nothing is kept, with its place in a replica and what a leader notes of it. */
    public static final long STREAM = 900;

    /** A publication, its payload's object and its place in the ring; {@link dev.echowall.channel.Publication#size()} comes to it. */
    public static final long PUBLICATION = 136;

    /** An id that is remembered, however long it was. */
    public static final long ID = 144;

    /** What became of a sender's last batch. */
    static final long SENT = 250;

    private Weight() {}
}

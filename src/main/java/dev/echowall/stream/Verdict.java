package dev.echowall.stream;

/**
 * What a stream decided about one draft, in one number, since there are many of them: an offset for a draft that is
 * taken, the negated first offset for one that had been taken before, 0 for one that came too late.
 */
public final class Verdict {
    /** The rank was not later than the last one. */
    public static final long LATE = 0;

    private Verdict() {}

    static long repeated(long offset) {
        return -offset;
    }

    public static boolean taken(long verdict) {
        return verdict > 0;
    }

    public static boolean late(long verdict) {
        return verdict == LATE;
    }

    /** Of a taken or a repeated one. */
    public static long offset(long verdict) {
        return Math.abs(verdict);
    }
}

package dev.echowall.stream;

/**
 * What a stream decided about one draft, in one number, since there are many of them: an offset for a draft that is
 * taken, the negated first offset for one that had been taken before, 0 for one that came too late.
 */
public final class AppendOutcome {
    /** The rank was not later than the last one. */
    public static final long LATE = 0;

    private AppendOutcome() {}

    static long repeated(long offset) {
        return -offset;
    }

    public static boolean taken(long outcome) {
        return outcome > 0;
    }

    public static boolean late(long outcome) {
        return outcome == LATE;
    }

    /** Of a taken or a repeated one. */
    public static long offset(long outcome) {
        return Math.abs(outcome);
    }
}

package dev.echowall.stream;

/**
 * A stream's decision about one draft, as one number because there are many of them: the offset of an accepted draft,
 * the negated original offset of a repeated one, 0 for one that came too late.
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

    /** The offset of an accepted or repeated draft. */
    public static long offset(long outcome) {
        return Math.abs(outcome);
    }
}

package dev.echowall.session;

/**
 * How many in a second, after a burst of one second's worth: the token bucket's arithmetic, in which a bucket is one number,
 * the time at which it will be full again (GCRA). All times are in ns.
 *
 * @param perSecond 0 is without limit
 * @param sparesThisMachine whether clients on a loopback address are not limited
 */
public record Rate(int perSecond, boolean sparesThisMachine) {
    public static final Rate NONE = new Rate(0, false);

    private static final long SECOND = 1_000_000_000;

    /** No bucket gets further behind, however many share it. */
    private static final long DEEPEST = 2 * SECOND;

    boolean isNone() {
        return perSecond == 0;
    }

    Rate times(int factor) {
        return new Rate((int) Math.min(Integer.MAX_VALUE, (long) perSecond * factor), sparesThisMachine);
    }

    /** The bucket after one more was taken from it. */
    long taken(long bucket, long now) {
        return Math.min(now + DEEPEST, Math.max(bucket, now) + SECOND / perSecond);
    }

    /** How long until there is one to take; 0 when there is. */
    long waiting(long bucket, long now) {
        return Math.max(0, Math.max(bucket, now) + SECOND / perSecond - now - SECOND);
    }
}

package dev.echowall.session;

/**
 * A rate: a number per period, usually a second, with bursts of one period's worth. A token bucket is represented by
 * one number, the time at which it will be full again (GCRA). All times are in ns.
 *
 * @param count 0 is no limit
 * @param period in ns
 * @param sparesThisMachine whether clients on a loopback address are exempt
 */
public record Rate(int count, long period, boolean sparesThisMachine) {
    public static final Rate NONE = new Rate(0, false);

    private static final long SECOND = 1_000_000_000;
    private static final long HOUR = 3_600 * SECOND;

    /** Per second. */
    public Rate(int perSecond, boolean sparesThisMachine) {
        this(perSecond, SECOND, sparesThisMachine);
    }

    public static Rate anHour(int count, boolean sparesThisMachine) {
        return new Rate(count, HOUR, sparesThisMachine);
    }

    public boolean isNone() {
        return count == 0;
    }

    Rate times(int factor) {
        return new Rate((int) Math.min(Integer.MAX_VALUE, (long) count * factor), period, sparesThisMachine);
    }

    /** The bucket after one more token was taken. */
    public long taken(long bucket, long now) {
        // Limits the debt of a bucket, however many connections share it.
        return Math.min(now + 2 * period, Math.max(bucket, now) + period / count);
    }

    /** How long until a token is available; 0 if one is. */
    public long waiting(long bucket, long now) {
        return Math.max(0, Math.max(bucket, now) + period / count - now - period);
    }
}

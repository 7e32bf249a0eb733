package dev.echowall.tools.verify;

/**
 * A histogram of durations with buckets of at most 1/16 of their value, so that its memory does not grow with the run.
 */
final class LatencyHistogram {
    private static final int PARTS = 16;

    private final long[] buckets = new long[64 * PARTS];
    private long count;
    private long longest;

    void add(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        buckets[bucket(micros)]++;
        count++;
        longest = Math.max(longest, micros);
    }

    long count() {
        return count;
    }

    /** In milliseconds; 0 if it is empty. */
    double longest() {
        return longest / 1_000.0;
    }

    /** In milliseconds, rounded up to the end of its bucket; 0 if it is empty. */
    double percentile(double percent) {
        long rank = (long) Math.ceil(count * percent / 100);
        long seen = 0;
        for (int i = 0; i < buckets.length && count > 0; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return Math.min(longest, end(i)) / 1_000.0;
            }
        }
        return 0;
    }

    /** The first PARTS buckets have one value each; after that each power of two is divided into PARTS. */
    private static int bucket(long micros) {
        if (micros < PARTS) {
            return (int) micros;
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        return (power - 3) * PARTS + (int) (micros >> (power - 4)) - PARTS;
    }

    private static long end(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        int power = bucket / PARTS + 3;
        return ((bucket % PARTS + PARTS + 1L) << (power - 4)) - 1;
    }
}

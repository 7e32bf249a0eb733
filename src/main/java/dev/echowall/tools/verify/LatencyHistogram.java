package dev.echowall.tools.verify;

/** How long things took: counted in buckets at most 1/16 wide of what they hold, so that a long run costs no more memory. */
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

    /** In milliseconds; 0 when there was nothing. */
    double longest() {
        return longest / 1_000.0;
    }

    /** In milliseconds, rounded up to its bucket's end; 0 when there was nothing. */
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

    /** The first PARTS buckets hold one value each; after that each power of two is divided into PARTS. */
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

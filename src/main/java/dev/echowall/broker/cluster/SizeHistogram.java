package dev.echowall.broker.cluster;

/** The number of streams by size, in powers of two. */
final class SizeHistogram {
    private static final int POWERS = 64;

    private final long[] streams = new long[POWERS];
    private final long[] bytes = new long[POWERS];

    /** Adds a stream that keeps this many bytes. */
    void add(long kept) {
        int power = Long.SIZE - Long.numberOfLeadingZeros(kept);
        streams[power]++;
        bytes[power] += kept;
    }

    /**
     * The largest power of two such that all streams together keep at most {@code within} bytes if none keeps more than
     * it; 0 if there is none.
     */
    long largest(long within) {
        for (int power = POWERS - 2; power >= 0; power--) {
            long most = 1L << power;
            double sum = 0;
            for (int size = 0; size < POWERS; size++) {
                // Streams of this size keep less than 2^size bytes.
                sum += size <= power ? bytes[size] : (double) streams[size] * most;
            }
            if (sum <= within) {
                return most;
            }
        }
        return 0;
    }
}

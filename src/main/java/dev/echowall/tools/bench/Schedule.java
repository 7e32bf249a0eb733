package dev.echowall.tools.bench;

/**
 * Which message is due when, known before anything is sent: a message that waits because the one before it was slow is late,
 * and counts as late. Messages are numbered from 0; those of the warm-up come first. Times are of {@link System#nanoTime}.
 */
final class Schedule {
    private static final long SECOND = 1_000_000_000;

    private final long begin;
    private final int burst;
    private final double nanosPerBurst;
    private final int firstMeasured;
    private final int messages;

    /**
     * @param rate messages a second, at least 1
     * @param burst how many of them are due together
     * @param warmup nanoseconds
     * @param duration nanoseconds, after the warm-up
     */
    Schedule(long begin, int rate, int burst, long warmup, long duration) {
        this.begin = begin;
        this.burst = burst;
        this.nanosPerBurst = (double) SECOND * burst / rate;
        this.firstMeasured = before(warmup);
        // At least one burst, whatever the duration.
        this.messages = Math.max(before(warmup + duration), firstMeasured + burst);
    }

    /** How many are due before this time has passed since the beginning. */
    private int before(long nanos) {
        long bursts = (long) Math.ceil(nanos / nanosPerBurst);
        return Math.toIntExact(bursts * burst);
    }

    /** When the message should leave. */
    long due(int message) {
        int bursts = message / burst;
        return begin + (long) (bursts * nanosPerBurst);
    }

    /** Whether it is the last of its burst. */
    boolean endsBurst(int message) {
        return (message + 1) % burst == 0;
    }

    /** The first message after the warm-up. */
    int firstMeasured() {
        return firstMeasured;
    }

    /** All of them, with the warm-up. */
    int messages() {
        return messages;
    }
}

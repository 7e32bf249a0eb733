package dev.echowall.tools.bench;

/**
 * When each message is due, fixed before anything is sent: a message that waits because an earlier one was slow counts
 * as late. Messages are numbered from 0; those of the warm-up come first. Times are of {@link System#nanoTime}.
 */
final class Schedule {
    private static final long SECOND = 1_000_000_000;

    private final long begin;
    private final int burst;
    private final double nanosPerBurst;
    private final int firstMeasured;
    private final int messages;

    /**
     * @param rate messages per second, at least 1
     * @param burst how many of them are due at the same time
     * @param warmup nanoseconds
     * @param duration nanoseconds, after the warm-up
     */
    Schedule(long begin, int rate, int burst, long warmup, long duration) {
        this.begin = begin;
        this.burst = burst;
        this.nanosPerBurst = (double) SECOND * burst / rate;
        this.firstMeasured = before(warmup);
        // At least one burst, however short the duration.
        this.messages = Math.max(before(warmup + duration), firstMeasured + burst);
    }

    /** How many are due within this time since the beginning. */
    private int before(long nanos) {
        long bursts = (long) Math.ceil(nanos / nanosPerBurst);
        return Math.toIntExact(bursts * burst);
    }

    /** When the message is due. */
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

    /** The number of all messages, including the warm-up. */
    int messages() {
        return messages;
    }
}

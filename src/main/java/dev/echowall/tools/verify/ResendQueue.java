package dev.echowall.tools.verify;

import dev.echowall.channel.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledged publications that one publisher sends again with their keys: if the server accepts one again, it has
 * forgotten a key too early. Some are chosen at random, of all ages up to a limit, and those around every stall are
 * included. On the event loop.
 */
final class ResendQueue {
    private static final int KEPT = 16;
    private static final int ONE_TURN_IN = 16;
    /** An acknowledgement that took longer was delayed by a fault. */
    private static final Duration STALL = Duration.ofSeconds(1);

    private final Duration limit;
    private final RandomGenerator random;
    private final List<Kept> kept = new ArrayList<>();
    private final Deque<Kept> due = new ArrayDeque<>();
    private @Nullable Kept last;
    private long lastKept;

    /**
     * An acknowledged publication.
     *
     * @param nanos when it was acknowledged, on {@link System#nanoTime}
     */
    record Kept(SentPublication sent, Payload payload, String key, long nanos) {}

    /** @param limit the most age, since its acknowledgement, of a publication that is sent again */
    ResendQueue(Duration limit, RandomGenerator random) {
        this.limit = limit;
        this.random = random;
    }

    void acknowledged(Kept publication) {
        if (publication.nanos() - publication.sent().nanos() > STALL.toNanos()) {
            if (last != null) {
                due.add(last);
            }
            due.add(publication);
        }
        last = publication;
        // So that those kept are of all ages.
        if (kept.isEmpty() || publication.nanos() - lastKept > limit.toNanos() / KEPT) {
            kept.add(publication);
            lastKept = publication.nanos();
        }
        if (kept.size() > KEPT) {
            kept.remove(0);
        }
    }

    /** The publication to send again now instead of a new one; usually null. */
    @Nullable
    Kept next(long now) {
        while (!due.isEmpty()) {
            Kept one = due.remove();
            if (now - one.nanos() < limit.toNanos()) {
                return one;
            }
        }
        kept.removeIf(each -> now - each.nanos() >= limit.toNanos());
        return kept.isEmpty() || random.nextInt(ONE_TURN_IN) > 0 ? null : kept.get(random.nextInt(kept.size()));
    }
}

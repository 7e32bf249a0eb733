package dev.echowall.broker.cluster;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a journal needs regularly, and at the end. On the broker's context, unless it says otherwise. */
final class JournalUpkeep {
    private static final Logger log = LoggerFactory.getLogger(JournalUpkeep.class);
    private static final long AGAIN_NANOS = 10_000_000_000L;

    private final @Nullable ReplicaJournal journal;
    private final Replicas replicas;
    private final Readiness readiness;
    private final Membership membership;
    private final AtomicBoolean closed = new AtomicBoolean();
    private List<String> waitedFor = List.of();
    private long said;

    JournalUpkeep(Replicas replicas, Readiness readiness, Membership membership) {
        this.journal = replicas.journal();
        this.replicas = replicas;
        this.readiness = readiness;
        this.membership = membership;
    }

    /** How often {@link #look} is to be called; empty without a journal. */
    OptionalLong intervalMillis() {
        JournalSettings settings = replicas.options().journal();
        return settings == null
                ? OptionalLong.empty()
                : OptionalLong.of(settings.options().sync().toMillis());
    }

    void look() {
        if (journal == null || closed.get()) {
            return;
        }
        journal.settle();
        if (replicas.isUndecided()) {
            tell(readiness.waitsForJournals());
        } else if (membership.joined()) {
            journal.members(membership.nodes().stream()
                    .map(each -> each.name())
                    .sorted()
                    .toList());
        }
    }

    private void tell(List<String> waits) {
        long now = System.nanoTime();
        if (!waits.isEmpty() && (!waits.equals(waitedFor) || now - said > AGAIN_NANOS)) {
            said = now;
            log.atInfo().log("waiting for {}", waits.get(0));
        }
        waitedFor = waits;
    }

    /**
     * Waits no longer for journals that are missing, and has the other members do the same.
     *
     * @return whose journals these are, or, if that is not known, how many; empty if this member waits for none
     */
    List<String> openWithout() {
        List<String> waits = readiness.waitsForJournals();
        List<String> missing = readiness.missingJournals();
        if (waits.isEmpty() || !replicas.openByForce()) {
            return List.of();
        }
        List<String> without = missing.isEmpty() ? waits : missing;
        log.atWarn().log("opens by force, without the journals of {}", String.join(", ", without));
        return without;
    }

    /** Blocks. From any thread. */
    void close() {
        if (journal == null || !closed.compareAndSet(false, true)) {
            return;
        }
        try {
            journal.close();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.echowall.hub;

import dev.echowall.broker.Batch;
import dev.echowall.channel.Publication;
import java.util.ArrayList;
import java.util.List;

/**
 * The batches of one channel that were received in this turn of the event loop. Consecutive batches are joined into
 * one, so that a busy loop makes one write per socket and not one for each batch.
 */
final class PendingBatches {
    /** The most bytes of a joined batch: about what a socket accepts at once, and the limit of one append. */
    private static final int BYTES = 256 * 1024;

    private List<Batch> batches = new ArrayList<>(1);

    /** @return whether it is the first of this turn */
    boolean add(Batch batch) {
        batches.add(batch);
        return batches.size() == 1;
    }

    /** All batches, joined. Batches that are added from now on belong to the next turn. */
    List<Batch> take() {
        if (batches.isEmpty()) {
            return List.of();
        }
        List<Batch> taken = batches;
        batches = new ArrayList<>(1);
        return taken.size() == 1 ? taken : joined(taken);
    }

    private static List<Batch> joined(List<Batch> batches) {
        List<Batch> joined = new ArrayList<>();
        List<Batch> run = new ArrayList<>();
        long bytes = 0;
        for (Batch each : batches) {
            long size = bytes(each);
            if (!run.isEmpty() && (bytes + size > BYTES || !follows(run.get(run.size() - 1), each))) {
                joined.add(one(run));
                run.clear();
                bytes = 0;
            }
            run.add(each);
            bytes += size;
        }
        joined.add(one(run));
        return joined;
    }

    private static boolean follows(Batch before, Batch after) {
        return before.last() + 1 == after.first() && before.epoch().equals(after.epoch());
    }

    private static Batch one(List<Batch> batches) {
        if (batches.size() == 1) {
            return batches.get(0);
        }
        List<Publication> publications = new ArrayList<>();
        batches.forEach(each -> publications.addAll(each.publications()));
        return new Batch(batches.get(0).channel(), batches.get(0).epoch(), publications);
    }

    private static long bytes(Batch batch) {
        long bytes = 0;
        for (Publication each : batch.publications()) {
            bytes += each.size();
        }
        return bytes;
    }
}

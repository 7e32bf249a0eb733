package dev.echowall.broker.cluster;

import dev.echowall.broker.BatchHeader;
import dev.echowall.channel.ChannelName;
import dev.echowall.journal.Journal;
import dev.echowall.journal.JournalException;
import dev.echowall.journal.JournalRecord;
import dev.echowall.journal.JournalRecord.ShardState;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamEnded;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalRecord.StreamState;
import dev.echowall.journal.JournalRecord.StreamTrimmed;
import dev.echowall.journal.SnapshotSize;
import dev.echowall.journal.SnapshotSource;
import dev.echowall.stream.Draft;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what this member's replicas decide or accept to its journal: as a leader and as a backup, in the order in which
 * it happens. It never waits for the disk.
 *
 * <p>What is known to be acknowledged is written a moment later, and only of streams that are quiet by then; of the others
 * the next batch says it. Without it, a client that is at the top when all instances are killed would be told of a gap.
 */
final class ReplicaJournal implements ReplicaLog, SnapshotSource {
    private static final Logger log = LoggerFactory.getLogger(ReplicaJournal.class);

    /** How long a slow disk may take for the streams of one shard when the instance stops. */
    private static final long CLOSE_SECONDS = 10;

    /** Not a shard: the names of the members that were there last. */
    private static final int MEMBERS = Placement.SHARDS;

    /** Streams whose last batch is not known to be acknowledged by the journal, and the round in which they got it. */
    private final Map<String, Long> unsettled = new ConcurrentHashMap<>();

    private final Journal journal;
    /** So many bytes may wait for the disk while the shards' last state is written. */
    private final long mostWaiting;

    private final boolean hasRead;
    private final List<String> knownMembers;
    private volatile long round;
    private volatile @Nullable Replicas replicas;
    private volatile List<String> members = List.of();

    ReplicaJournal(Journal journal, long mostWaiting) {
        this.journal = journal;
        this.mostWaiting = mostWaiting;
        this.hasRead = !journal.restored().streams().isEmpty();
        byte[] known = journal.restored().shards().get(MEMBERS);
        this.knownMembers = known == null ? List.of() : List.of(new String(known, StandardCharsets.UTF_8).split("\n"));
    }

    static ReplicaJournal open(JournalSettings settings) throws JournalException {
        // Half of the queue, because the next shard must fit into it, too.
        return new ReplicaJournal(
                Journal.open(settings.directory(), settings.options()),
                settings.options().queueBytes() / 2);
    }

    Journal journal() {
        return journal;
    }

    /** Whether there were streams in it when it was opened. */
    boolean hasRead() {
        return hasRead;
    }

    /** Begins to write what becomes of these. */
    void start(Replicas written) {
        replicas = written;
        journal.start(this);
    }

    @Override
    public void appended(StreamCopy copy, BatchHeader header, List<Draft> drafts, AppendDecision decision) {
        byte[] state = CopyState.of(copy);
        unsettled.put(copy.stream().channel().value(), round);
        write(new StreamAppend(
                copy.stream().channel(),
                decision.epoch(),
                decision.before(),
                header.sender(),
                header.sequence(),
                header.node(),
                drafts,
                decision.outcomes(),
                decision.now(),
                header.retention(),
                SnapshotSize.of(copy.stream(), state.length),
                state));
    }

    @Override
    public void stored(StreamCopy copy) {
        write(snapshot(copy));
    }

    @Override
    public void trimmed(StreamCopy copy) {
        write(StreamTrimmed.of(copy.stream(), CopyState.of(copy)));
    }

    @Override
    public void ended(String channel) {
        unsettled.remove(channel);
        write(new StreamEnded(ChannelName.stored(channel)));
    }

    private void write(JournalRecord record) {
        if (replicas == null) {
            return; // nothing is decided before it starts
        }
        try {
            journal.write(record);
        } catch (IllegalArgumentException tooLarge) {
            log.atWarn().setCause(tooLarge).log("a stream is not in the journal: {}", tooLarge.getMessage());
        }
    }

    /** Writes what has become known to be acknowledged. Called as often as the journal is synced, on one thread. */
    void settle() {
        long now = round;
        round = now + 1;
        unsettled.forEach((channel, appended) -> {
            if (appended < now) {
                onReplica(channel, copy -> {
                    if (copy.settled() == copy.stream().top()) {
                        unsettled.remove(channel, appended);
                        write(state(copy));
                    }
                });
            }
        });
    }

    /** The members by name, for who waits for them at the next start. */
    void members(List<String> names) {
        if (!names.equals(members)) {
            members = names;
            write(membersRecord(names));
        }
    }

    private static StreamSnapshot snapshot(StreamCopy copy) {
        return StreamSnapshot.of(copy.stream(), CopyState.of(copy));
    }

    private static StreamState state(StreamCopy copy) {
        return new StreamState(copy.stream().channel(), copy.stream().epoch(), CopyState.of(copy));
    }

    private static ShardState membersRecord(List<String> names) {
        return new ShardState(MEMBERS, String.join("\n", names).getBytes(StandardCharsets.UTF_8));
    }

    /** The names of the members that were there when it was written last. */
    List<String> knownMembers() {
        return knownMembers;
    }

    @Override
    public Collection<String> channels() {
        List<String> channels = new ArrayList<>();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            Replica replica = replicas().replica(shard);
            synchronized (replica) {
                replica.copies().forEach((channel, copy) -> channels.add(channel));
            }
        }
        return channels;
    }

    @Override
    public void snapshot(String channel, Consumer<JournalRecord> to) {
        onReplica(channel, copy -> to.accept(snapshot(copy)));
    }

    @Override
    public Collection<Integer> shards() {
        return List.of(MEMBERS);
    }

    @Override
    public void shardState(int shard, Consumer<JournalRecord> to) {
        if (shard == MEMBERS && !members.isEmpty()) {
            to.accept(membersRecord(members));
        }
    }

    private void onReplica(String channel, Consumer<StreamCopy> task) {
        Replica replica = replicas().replica(Placement.shard(channel));
        synchronized (replica) {
            StreamCopy copy = replica.copies().get(channel);
            if (copy != null) {
                task.accept(copy);
            }
        }
    }

    private Replicas replicas() {
        Replicas known = replicas;
        if (known == null) {
            throw new IllegalStateException("the journal has not been started");
        }
        return known;
    }

    /**
     * Ends the replicas' votes and writes what they must not forget, so that the next start goes on as if nothing had
     * been. Blocks until it is on the disk.
     */
    void close() throws InterruptedException {
        boolean complete = true;
        try {
            for (int shard = 0; shard < Placement.SHARDS; shard++) {
                Replica replica = replicas().replica(shard);
                synchronized (replica) {
                    write(new ShardState(shard, replica.close().bytes()));
                    replica.copies().values().forEach(copy -> write(state(copy)));
                }
                // Not after each shard: every wait takes a part of the time after which the journal is synced.
                if (journal.metrics().bytesQueued() > mostWaiting) {
                    awaitSynced();
                }
            }
            awaitSynced();
        } catch (ExecutionException | TimeoutException failed) {
            complete = false;
            log.atWarn().log("the journal is not complete: {}", String.valueOf(failed.getMessage()));
        }
        journal.close(complete);
    }

    private void awaitSynced() throws InterruptedException, ExecutionException, TimeoutException {
        journal.synced().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}

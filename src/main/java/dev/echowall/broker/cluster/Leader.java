package dev.echowall.broker.cluster;

import dev.echowall.broker.AppendResult;
import dev.echowall.broker.AppendResult.Status;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Epochs;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that the leader of a shard serves. It decides, and returns what its backups must be sent; an answer does
 * not count before they have it. Called on the shard's thread.
 */
final class Leader {
    private final Replica replica;
    private final Quorum quorum;
    private final HistoryBudget budget;

    Leader(Replica replica, Quorum quorum) {
        this(replica, quorum, new HistoryBudget());
    }

    /** @param budget the memory for the copies on this member */
    Leader(Replica replica, Quorum quorum, HistoryBudget budget) {
        this.replica = replica;
        this.quorum = quorum;
        this.budget = budget;
    }

    /** Whether it leads and has as many backups as an acknowledgement needs. */
    boolean mayAct() {
        return acting() != null;
    }

    private @Nullable Leadership acting() {
        Leadership leadership = replica.leadership();
        if (leadership == null || !leadership.acts()) {
            return null;
        }
        return leadership.holders() >= quorum.holders(leadership.configuration()) ? leadership : null;
    }

    /** @param clock the cluster's time in ms since 1970 */
    LeaderReply<AppendResult> append(String channel, BatchHeader header, List<Draft> drafts, long clock) {
        synchronized (replica) {
            Leadership leadership = acting();
            if (leadership == null) {
                return LeaderReply.of(AppendResult.not(Status.AGAIN));
            }
            StreamCopy copy = replica.copies().get(channel);
            boolean created = copy == null;
            if (copy == null && !header.mayCreate()) {
                return LeaderReply.of(AppendResult.not(Status.ABSENT));
            }
            AppendAdmission room = new AppendAdmission(budget, leadership.backups(), copy);
            if (!room.has(header, drafts)) {
                budget.refused();
                return LeaderReply.of(AppendResult.not(Status.FULL));
            }
            long before = replica.copies().weight(channel);
            if (copy == null) {
                copy = new StreamCopy(
                        new Stream(
                                ChannelName.stored(channel),
                                replica.shardEpoch().epoch(),
                                clock),
                        StreamVersion.NONE,
                        leadership.term());
                replica.copies().begin(copy);
                // Backups that have no copy of it are in step with a stream that is about to begin.
                leadership.backups().forEach(backup -> leadership.sent(backup, channel));
            }
            BatchHeader within = header.with(room.retention(header, drafts));
            LeaderReply<AppendResult> step = taken(leadership, channel, copy, within, drafts, clock, created);
            replica.copies().weighs(replica.copies().weight(channel) - before);
            return step;
        }
    }

    private LeaderReply<AppendResult> taken(
            Leadership leadership,
            String channel,
            StreamCopy copy,
            BatchHeader header,
            List<Draft> drafts,
            long clock,
            boolean created) {
        Stream stream = copy.stream();
        StreamVersion before = copy.version();
        long now = stream.taken(header.sender(), header.sequence(), clock);
        long top = stream.top();
        boolean again = stream.remembers(header.sender(), header.sequence());
        long[] outcomes = stream.decide(header.sender(), header.sequence(), drafts, now);
        StreamChange change;
        if (again) {
            // The backups were sent it when it was decided; one that does not have it will say so.
            change = new StreamChange.NoChange();
        } else {
            stream.apply(header.sender(), header.sequence(), drafts, outcomes, header.node(), now, header.retention());
            copy.version(replica.version(leadership.term()));
            AppendDecision decision = new AppendDecision(stream.epoch(), top, now, outcomes);
            change = new StreamChange.Append(header, drafts, decision);
            replica.copies().log().appended(copy, header, drafts, decision);
        }
        // A batch decided by an earlier leader is acknowledged in this term, which its version does not show.
        StreamVersion version = copy.version().term().equals(leadership.term()) ? copy.version() : StreamVersion.NONE;
        return new LeaderReply<>(
                new AppendResult(
                        stream.epoch(), outcomes, now, 1 + leadership.backups().size(), created, version),
                toAll(leadership, channel, copy, before, change));
    }

    /** Counts only when all backups have the same, because what the leader alone has may be lost. */
    LeaderReply<ReadReply> read(String channel, Position after, int count, int bytes, long oldestTime) {
        synchronized (replica) {
            Leadership leadership = acting();
            if (leadership == null) {
                return LeaderReply.of(ReadReply.not(Status.AGAIN));
            }
            ChannelName name = ChannelName.stored(channel);
            StreamCopy copy = replica.copies().get(channel);
            if (copy == null) {
                ReadReply empty = new ReadReply(
                        name, Recovery.ofNothing(replica.shardEpoch().epoch(), after));
                List<ReplicatedChange> sent = new ArrayList<>();
                for (String backup : leadership.backups()) {
                    sent.add(new ReplicatedChange(
                            backup,
                            leadership.term(),
                            channel,
                            StreamVersion.NONE,
                            StreamVersion.NONE,
                            new StreamChange.NoChange()));
                }
                return new LeaderReply<>(empty, sent);
            }
            return new LeaderReply<>(
                    new ReadReply(name, copy.stream().read(after, count, bytes, oldestTime)),
                    toAll(leadership, channel, copy, copy.version(), new StreamChange.NoChange()));
        }
    }

    private static List<ReplicatedChange> toAll(
            Leadership leadership, String channel, StreamCopy copy, StreamVersion before, StreamChange change) {
        List<ReplicatedChange> sent = new ArrayList<>(leadership.backups().size());
        for (String backup : leadership.backups()) {
            boolean follows = leadership.inStep(backup, channel);
            leadership.sent(backup, channel);
            sent.add(new ReplicatedChange(
                    backup,
                    leadership.term(),
                    channel,
                    before,
                    copy.version(),
                    follows ? change : new StreamChange.Snapshot(copy)));
        }
        return sent;
    }

    /** A backup did not get a change; next it is sent the whole stream. */
    void markUnknown(ReplicatedChange sent) {
        synchronized (replica) {
            Leadership leadership = replica.leadership();
            if (leadership != null) {
                leadership.markUnknown(sent.backup(), sent.channel());
            }
        }
    }

    /** Removes a stream that has been unused for long, or what is too old in it. True if the stream was removed. */
    LeaderReply<Boolean> retire(String channel, Retention retention, long metaMillis, long clock) {
        synchronized (replica) {
            Leadership leadership = acting();
            StreamCopy copy = replica.copies().get(channel);
            if (leadership == null || copy == null) {
                return LeaderReply.of(false);
            }
            long weight = replica.copies().weight(channel);
            boolean gone = clock - copy.stream().touched() > metaMillis;
            StreamChange change;
            StreamVersion before = copy.version();
            StreamVersion after = before;
            if (gone) {
                after = replica.version(leadership.term());
                replica.copies().remove(channel);
                ShardEpoch next = new ShardEpoch(Epochs.next(), after);
                replica.adoptEpoch(leadership.term(), next);
                change = new StreamChange.Retired(next);
                leadership.markUnknown(channel);
            } else {
                copy.stream().age(clock, retention);
                replica.copies().log().trimmed(copy);
                change = new StreamChange.Expired(clock, retention);
            }
            replica.copies().weighs(replica.copies().weight(channel) - weight);
            List<ReplicatedChange> sent = new ArrayList<>();
            for (String backup : leadership.backups()) {
                sent.add(new ReplicatedChange(backup, leadership.term(), channel, before, after, change));
            }
            return new LeaderReply<>(gone, sent);
        }
    }

    /** Removes all publications of a stream, which itself stays. */
    LeaderReply<AppendResult> removeHistory(String channel, Retention nothing, long clock) {
        synchronized (replica) {
            Leadership leadership = acting();
            if (leadership == null) {
                return LeaderReply.of(AppendResult.not(Status.AGAIN));
            }
            StreamCopy copy = replica.copies().get(channel);
            if (copy == null) {
                return LeaderReply.of(AppendResult.not(Status.ABSENT));
            }
            long weight = replica.copies().weight(channel);
            copy.stream().age(clock, nothing);
            replica.copies().weighs(replica.copies().weight(channel) - weight);
            StreamVersion before = copy.version();
            // A new version, so that no older copy can bring back what was removed when another member takes over.
            copy.version(replica.version(leadership.term()));
            replica.copies().log().stored(copy);
            List<ReplicatedChange> sent = toAll(leadership, channel, copy, before, new StreamChange.Snapshot(copy));
            return new LeaderReply<>(new AppendResult(), sent);
        }
    }

    /** Sends streams that the backup does not have yet, a few at a time; the answer is how many are left. */
    LeaderReply<Integer> push(Term term, String backup, int bytesAtOnce) {
        synchronized (replica) {
            Leadership leadership = replica.leadership();
            if (leadership == null || !leadership.term().equals(term)) {
                return LeaderReply.of(-1);
            }
            List<ReplicatedChange> sent = new ArrayList<>();
            int left = 0;
            long bytes = 0;
            for (StreamCopy copy : replica.copies().values()) {
                String channel = copy.stream().channel().value();
                if (leadership.inStep(backup, channel)) {
                    continue;
                }
                if (bytes >= bytesAtOnce) {
                    left++;
                    continue;
                }
                bytes += 200
                        + copy.stream().publications().stream()
                                .mapToLong(publication -> 50 + publication.size())
                                .sum();
                leadership.sent(backup, channel);
                sent.add(new ReplicatedChange(
                        backup, term, channel, copy.version(), copy.version(), new StreamChange.Snapshot(copy)));
            }
            return new LeaderReply<>(left, sent);
        }
    }

    /** The positions of those of the given channels that have a stream; not confirmed by the backups. */
    Map<String, Position> tops(List<String> channels) {
        synchronized (replica) {
            Map<String, Position> tops = new HashMap<>();
            if (replica.leadership() != null) {
                for (String channel : channels) {
                    StreamCopy copy = replica.copies().get(channel);
                    if (copy != null) {
                        tops.put(
                                channel,
                                new Position(
                                        copy.stream().epoch(), copy.stream().top()));
                    }
                }
            }
            return tops;
        }
    }
}

package dev.echowall.broker.cluster;

import dev.echowall.broker.Appended;
import dev.echowall.broker.Appended.Outcome;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Epochs;
import dev.echowall.broker.Stamp;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.stream.Bounds;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
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
    private final Quorum terms;
    private final HistoryBudget budget;

    Leader(Replica replica, Quorum terms) {
        this(replica, terms, new HistoryBudget());
    }

    /** @param budget the memory for the copies on this member */
    Leader(Replica replica, Quorum terms, HistoryBudget budget) {
        this.replica = replica;
        this.terms = terms;
        this.budget = budget;
    }

    /** Whether it leads and has as many backups as an acknowledgement needs. */
    boolean mayAct() {
        return acting() != null;
    }

    private @Nullable Lead acting() {
        Lead lead = replica.lead();
        if (lead == null || !lead.acts()) {
            return null;
        }
        return lead.holders() >= terms.holders(lead.configuration()) ? lead : null;
    }

    /** @param clock the cluster's time in ms since 1970 */
    LeaderReply<Appended> append(String channel, BatchHeader header, List<Draft> drafts, long clock) {
        synchronized (replica) {
            Lead lead = acting();
            if (lead == null) {
                return LeaderReply.of(Appended.not(Outcome.AGAIN));
            }
            StreamCopy copy = replica.copies().get(channel);
            boolean created = copy == null;
            if (copy == null && !header.mayCreate()) {
                return LeaderReply.of(Appended.not(Outcome.ABSENT));
            }
            AppendAdmission room = new AppendAdmission(budget, lead.backups(), copy);
            if (!room.has(header, drafts)) {
                budget.refused();
                return LeaderReply.of(Appended.not(Outcome.FULL));
            }
            long before = replica.weight(channel);
            if (copy == null) {
                copy = new StreamCopy(
                        new Stream(ChannelName.of(channel), replica.birth().epoch(), clock), Stamp.NONE, lead.term());
                replica.copies().put(channel, copy);
                // Backups that have no copy of it are in step with a stream that is about to begin.
                lead.backups().forEach(backup -> lead.sent(backup, channel));
            }
            BatchHeader within = header.with(room.bounds(header, drafts));
            LeaderReply<Appended> step = taken(lead, channel, copy, within, drafts, clock, created);
            replica.weighs(replica.weight(channel) - before);
            return step;
        }
    }

    private LeaderReply<Appended> taken(
            Lead lead,
            String channel,
            StreamCopy copy,
            BatchHeader header,
            List<Draft> drafts,
            long clock,
            boolean created) {
        Stream stream = copy.stream();
        Stamp before = copy.stamp();
        long now = stream.taken(header.sender(), header.sequence(), clock);
        long top = stream.top();
        boolean again = stream.remembers(header.sender(), header.sequence());
        long[] verdicts = stream.decide(header.sender(), header.sequence(), drafts, now);
        Change change;
        if (again) {
            // The backups were sent it when it was decided; one that does not have it will say so.
            change = new Change.Nothing();
        } else {
            stream.apply(header.sender(), header.sequence(), drafts, verdicts, header.node(), now, header.bounds());
            copy.stamp(replica.stamp(lead.term()));
            change = new Change.Appended(header, drafts, new Decision(stream.epoch(), top, now, verdicts));
        }
        // A batch decided by an earlier leader is acknowledged in this term, which its stamp does not show.
        Stamp stamp = copy.stamp().term().equals(lead.term()) ? copy.stamp() : Stamp.NONE;
        return new LeaderReply<>(
                new Appended(stream.epoch(), verdicts, now, 1 + lead.backups().size(), created, stamp),
                toAll(lead, channel, copy, before, change));
    }

    /** Counts only when all backups have the same, because what the leader alone has may be lost. */
    LeaderReply<Answer> read(String channel, Position after, int count, int bytes, long oldestTime) {
        synchronized (replica) {
            Lead lead = acting();
            if (lead == null) {
                return LeaderReply.of(Answer.not(Outcome.AGAIN));
            }
            ChannelName name = ChannelName.of(channel);
            StreamCopy copy = replica.copies().get(channel);
            if (copy == null) {
                Answer empty =
                        new Answer(name, Recovery.ofNothing(replica.birth().epoch(), after));
                List<Sent> sent = new ArrayList<>();
                for (String backup : lead.backups()) {
                    sent.add(new Sent(backup, lead.term(), channel, Stamp.NONE, Stamp.NONE, new Change.Nothing()));
                }
                return new LeaderReply<>(empty, sent);
            }
            return new LeaderReply<>(
                    new Answer(name, copy.stream().read(after, count, bytes, oldestTime)),
                    toAll(lead, channel, copy, copy.stamp(), new Change.Nothing()));
        }
    }

    private static List<Sent> toAll(Lead lead, String channel, StreamCopy copy, Stamp before, Change change) {
        List<Sent> sent = new ArrayList<>(lead.backups().size());
        for (String backup : lead.backups()) {
            boolean follows = lead.inStep(backup, channel);
            lead.sent(backup, channel);
            sent.add(new Sent(
                    backup, lead.term(), channel, before, copy.stamp(), follows ? change : new Change.Whole(copy)));
        }
        return sent;
    }

    /** A backup did not get a change; next it is sent the whole stream. */
    void doubt(Sent sent) {
        synchronized (replica) {
            Lead lead = replica.lead();
            if (lead != null) {
                lead.doubt(sent.backup(), sent.channel());
            }
        }
    }

    /** Removes a stream that has been unused for long, or what is too old in it. True if the stream was removed. */
    LeaderReply<Boolean> retire(String channel, Bounds bounds, long metaMillis, long clock) {
        synchronized (replica) {
            Lead lead = acting();
            StreamCopy copy = replica.copies().get(channel);
            if (lead == null || copy == null) {
                return LeaderReply.of(false);
            }
            long weight = replica.weight(channel);
            boolean gone = clock - copy.stream().touched() > metaMillis;
            Change change;
            Stamp before = copy.stamp();
            Stamp after = before;
            if (gone) {
                after = replica.stamp(lead.term());
                replica.copies().remove(channel);
                ShardEpoch next = new ShardEpoch(Epochs.next(), after);
                replica.born(lead.term(), next);
                change = new Change.Gone(next);
                lead.doubt(channel);
            } else {
                copy.stream().age(clock, bounds);
                change = new Change.Aged(clock, bounds);
            }
            replica.weighs(replica.weight(channel) - weight);
            List<Sent> sent = new ArrayList<>();
            for (String backup : lead.backups()) {
                sent.add(new Sent(backup, lead.term(), channel, before, after, change));
            }
            return new LeaderReply<>(gone, sent);
        }
    }

    /** Sends streams that the backup does not have yet, a few at a time; the answer is how many are left. */
    LeaderReply<Integer> push(Term term, String backup, int bytesAtOnce) {
        synchronized (replica) {
            Lead lead = replica.lead();
            if (lead == null || !lead.term().equals(term)) {
                return LeaderReply.of(-1);
            }
            List<Sent> sent = new ArrayList<>();
            int left = 0;
            long bytes = 0;
            for (Map.Entry<String, StreamCopy> each : replica.copies().entrySet()) {
                if (lead.inStep(backup, each.getKey())) {
                    continue;
                }
                if (bytes >= bytesAtOnce) {
                    left++;
                    continue;
                }
                StreamCopy copy = each.getValue();
                bytes += 200
                        + copy.stream().publications().stream()
                                .mapToLong(publication ->
                                        50 + publication.payload().size())
                                .sum();
                lead.sent(backup, each.getKey());
                sent.add(new Sent(backup, term, each.getKey(), copy.stamp(), copy.stamp(), new Change.Whole(copy)));
            }
            return new LeaderReply<>(left, sent);
        }
    }

    /** The positions of those of the given channels that have a stream; not confirmed by the backups. */
    Map<String, Position> tops(List<String> channels) {
        synchronized (replica) {
            Map<String, Position> tops = new HashMap<>();
            if (replica.lead() != null) {
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

package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Epochs;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This member's part in one shard of the streams: which term it has promised to obey, which configuration it knows, and the
 * copies that it keeps. What makes the streams safe is decided here, and nothing else decides it:
 *
 * <ul>
 *   <li>Who has promised a term takes nothing from the leader of a lower one, ever.
 *   <li>A change is taken only onto the very state that it was made on, or with the whole stream.
 *   <li>What was taken is forgotten only when the leader of the promised term says that others have it.
 * </ul>
 *
 * <p>Streams are changed and written onto the wire on the shard's thread (Hazelcast's of that partition); everything may be
 * asked from any thread. The model is Viewstamped Replication (Liskov and Cowling, 2012).
 */
final class Replica {
    private final int shard;
    private final String self;
    private final HistoryBudget budget;
    private final Map<String, StreamCopy> copies = new HashMap<>();
    private long weight;
    private Term promised = Term.NONE;
    private Term seen = Term.NONE;
    private @Nullable VoterConfiguration configuration;
    private ShardEpoch shardEpoch = ShardEpoch.NONE;
    private @Nullable Leadership leadership;
    private long changes;
    private boolean closed;

    /** @param self this replica's id: that of its memory, not of its address */
    Replica(int shard, String self, HistoryBudget budget) {
        this.shard = shard;
        this.self = self;
        this.budget = budget;
    }

    int shard() {
        return shard;
    }

    String self() {
        return self;
    }

    /** Promises the term, unless a higher one is promised; from then on the leader of a lower one is no leader any more. */
    synchronized Vote vote(Term term) {
        if (closed) {
            throw new IllegalStateException("this replica has been taken elsewhere");
        }
        if (term.compareTo(promised) < 0) {
            return new Vote(false, promised, configuration, shardEpoch, Map.of());
        }
        promise(term);
        return new Vote(true, promised, configuration, shardEpoch, holdings());
    }

    private void promise(Term term) {
        promised = term;
        if (leadership != null && !leadership.term().equals(term)) {
            leadership = null;
        }
    }

    /** Somebody else has promised so much: the next try has to be higher. */
    synchronized void saw(Term term) {
        seen = term.compareTo(seen) > 0 ? term : seen;
    }

    /** The term to lead in: the one in which this replica leads already, or one that is higher than all it has seen. */
    synchronized Term candidacy() {
        Leadership leading = leadership;
        // One of a higher term has the others' promise: only a term above that one gets it back.
        boolean fenced = leading != null && seen.compareTo(leading.term()) > 0;
        long highest = Math.max(seen.number(), promised.number());
        return leading != null && !fenced ? leading.term() : new Term(highest + 1, self);
    }

    /**
     * Learns of the configuration that the leader of the promised term works in. With a new line of them begins a new history:
     * the leader has taken what it wanted of the copies here, and they must not be mistaken for the new line's.
     */
    synchronized boolean activate(VoterConfiguration next, ShardEpoch nextEpoch) {
        if (!next.term().equals(promised)) {
            return false;
        }
        boolean other = configuration == null || !configuration.lineage().equals(next.lineage());
        if (next.isFirst() && other) {
            copies.clear();
            weigh();
            shardEpoch = ShardEpoch.NONE;
        }
        configuration = next;
        if (nextEpoch.version().compareTo(shardEpoch.version()) > 0) {
            shardEpoch = nextEpoch;
        }
        return true;
    }

    /** Takes whole copies, as far as they are newer than its own are now: who leads already may have gone on meanwhile. */
    synchronized boolean store(Term term, Collection<StreamCopy> given) {
        if (!term.equals(promised)) {
            return false;
        }
        for (StreamCopy copy : given) {
            String channel = copy.stream().channel().value();
            copies.merge(channel, copy, (here, other) -> other.held().compareTo(here.held()) > 0 ? other : here);
        }
        weigh();
        return true;
    }

    /** Copies for the leader of the promised term; those that are not here are left out. */
    synchronized @Nullable List<StreamCopy> fetch(Term term, Collection<String> channels) {
        if (!term.equals(promised)) {
            return null;
        }
        List<StreamCopy> found = new ArrayList<>();
        for (String channel : channels) {
            StreamCopy copy = copies.get(channel);
            if (copy != null) {
                found.add(copy);
            }
        }
        return found;
    }

    /** The leader and enough others have all that is here. */
    synchronized void release(Term term) {
        if (term.equals(promised) && leadership == null) {
            copies.clear();
            weigh();
        }
    }

    /** What it has is of a history that has lost against another: it begins again, with nothing. */
    synchronized boolean reset(Term term) {
        if (!term.equals(promised)) {
            return false;
        }
        copies.clear();
        weigh();
        shardEpoch = ShardEpoch.NONE;
        configuration = null;
        leadership = null;
        return true;
    }

    /** A backup's part: carries out what the leader did. */
    synchronized ReplicationOutcome follow(ReplicatedChange sent) {
        long before = weight(sent.channel());
        ReplicationOutcome what = followed(sent);
        weighs(weight(sent.channel()) - before);
        return what;
    }

    private ReplicationOutcome followed(ReplicatedChange sent) {
        if (!sent.term().equals(promised)) {
            return ReplicationOutcome.FENCED;
        }
        StreamCopy copy = copies.get(sent.channel());
        StreamVersion here = copy == null ? StreamVersion.NONE : copy.version();
        boolean confirmed = copy != null && copy.isConfirmed(sent.term());
        if (sent.change() instanceof StreamChange.Snapshot snapshot) {
            // What was here before the leader's term may have gone another way, however new its version.
            if (!confirmed || snapshot.copy().version().compareTo(here) > 0) {
                keep(sent, snapshot.copy());
            }
            return ReplicationOutcome.DONE;
        }
        if (sent.change() instanceof StreamChange.Expired expired) {
            if (copy != null) {
                copy.stream().age(expired.now(), expired.retention());
            }
            return ReplicationOutcome.DONE;
        }
        boolean hasItAlready = confirmed ? here.atLeast(sent.after()) : here.equals(sent.after());
        if (hasItAlready) {
            if (copy != null) {
                copy.confirm(sent.term());
            }
            return ReplicationOutcome.DONE;
        }
        if (sent.before().equals(StreamVersion.NONE)) {
            copy = drop(sent);
        } else if (!here.equals(sent.before())) {
            return ReplicationOutcome.BEHIND;
        }
        if (sent.change() instanceof StreamChange.Append append) {
            StreamCopy kept = copy == null ? begin(sent.channel(), append.decision()) : copy;
            AppendDecision decision = append.decision();
            kept.stream()
                    .apply(
                            append.header().sender(),
                            append.header().sequence(),
                            append.drafts(),
                            decision.outcomes(),
                            append.header().node(),
                            decision.now(),
                            append.header().retention());
            kept.version(sent.after());
            kept.confirm(sent.term());
        } else if (sent.change() instanceof StreamChange.Retired retired) {
            copies.remove(sent.channel());
            shardEpoch = retired.shardEpoch();
        }
        return ReplicationOutcome.DONE;
    }

    /*
     * The leader knows of no such stream, and knows of all there are: this one was retired without our hearing of it, nor of the
     * epoch that has come since. So whatever epoch new streams would have begun with here is not used any more.
     */
    private @Nullable StreamCopy drop(ReplicatedChange sent) {
        if (copies.remove(sent.channel()) != null) {
            shardEpoch = new ShardEpoch(Epochs.next(), new StreamVersion(sent.term(), Long.MAX_VALUE));
        }
        return null;
    }

    private StreamCopy begin(String channel, AppendDecision decision) {
        StreamCopy begun = new StreamCopy(
                new Stream(ChannelName.of(channel), decision.epoch(), decision.now()), StreamVersion.NONE, Term.NONE);
        copies.put(channel, begun);
        return begun;
    }

    private void keep(ReplicatedChange sent, StreamCopy copy) {
        copy.confirm(sent.term());
        copy.settledAs(copies.put(sent.channel(), copy));
    }

    /**
     * Nobody can be sure of the past: what is here goes on in a new line, under a new epoch, so that no position means two
     * publications.
     */
    synchronized boolean beginNewEpoch(VoterConfiguration first) {
        if (!first.term().equals(promised)) {
            return false;
        }
        String epoch = Epochs.next();
        shardEpoch = new ShardEpoch(epoch, version(first.term()));
        copies.replaceAll(
                (channel, copy) -> new StreamCopy(copy.stream().under(epoch), version(first.term()), first.term()));
        configuration = first;
        return true;
    }

    /** The epoch of new streams as the votes have it. */
    synchronized void adoptEpoch(Term term, ShardEpoch known) {
        if (term.equals(promised) && known.version().compareTo(shardEpoch.version()) > 0) {
            shardEpoch = known;
        }
    }

    /** New streams begin with an epoch that nobody has used. */
    synchronized void renewEpoch(Term term) {
        if (term.equals(promised)) {
            shardEpoch = new ShardEpoch(Epochs.next(), version(term));
        }
    }

    /** Under this object's lock. */
    StreamVersion version(Term term) {
        return new StreamVersion(term, ++changes);
    }

    /**
     * Leads from now on.
     *
     * @param acts whether it may already decide anything; if not, it only fills its backups
     * @return null when a higher term was promised meanwhile
     */
    synchronized @Nullable Leadership leadership(
            VoterConfiguration with, List<String> backups, boolean acts, Map<String, Vote> votes) {
        if (!with.term().equals(promised)) {
            return null;
        }
        Leadership before = leadership;
        Leadership next = new Leadership(promised, with, backups, acts, before);
        for (String backup : backups) {
            if (before == null || !before.backups().contains(backup)) {
                next.forget(backup);
                Vote vote = votes.get(backup);
                copies.forEach((channel, copy) -> {
                    HeldVersion held = vote == null ? null : vote.holdings().get(channel);
                    if (held != null && held.version().equals(copy.version())) {
                        next.sent(backup, channel);
                    }
                });
            }
        }
        // The leader's word is what the others are measured by from now on.
        copies.values().forEach(copy -> copy.confirm(promised));
        leadership = next;
        return next;
    }

    synchronized @Nullable Leadership leadership() {
        return leadership;
    }

    synchronized @Nullable VoterConfiguration configuration() {
        return configuration;
    }

    synchronized ShardEpoch shardEpoch() {
        return shardEpoch;
    }

    synchronized Term promised() {
        return promised;
    }

    /** What is kept of that channel here, in bytes; under this object's lock. */
    long weight(String channel) {
        StreamCopy copy = copies.get(channel);
        return copy == null ? 0 : copy.stream().weight();
    }

    /** There is so much more now; under this object's lock. */
    void weighs(long more) {
        weight += more;
        budget.add(more);
    }

    /** Counts all that is kept here. */
    synchronized void weigh() {
        weighs(copies.values().stream()
                        .mapToLong(copy -> copy.stream().weight())
                        .sum()
                - weight);
    }

    /** Only for the shard's thread, or under this object's lock. */
    Map<String, StreamCopy> copies() {
        return copies;
    }

    synchronized Map<String, HeldVersion> holdings() {
        Map<String, HeldVersion> holdings = new HashMap<>();
        copies.forEach((channel, copy) -> holdings.put(channel, copy.held()));
        return holdings;
    }

    synchronized int size() {
        return copies.size();
    }

    /**
     * Writes down all that this replica must not forget, and answers nobody any more: what it promised or took after that would
     * be forgotten.
     */
    synchronized void close(ObjectDataOutput out) throws IOException {
        write(out);
        closed = true;
        leadership = null;
        promised = new Term(promised.number(), "nobody");
    }

    /** Writes down all that this replica must not forget. */
    synchronized void write(ObjectDataOutput out) throws IOException {
        promised.write(out);
        out.writeBoolean(configuration != null);
        if (configuration != null) {
            configuration.write(out);
        }
        shardEpoch.write(out);
        out.writeInt(copies.size());
        for (StreamCopy copy : copies.values()) {
            copy.write(out);
        }
    }

    synchronized void read(ObjectDataInput in) throws IOException {
        promised = Term.read(in);
        configuration = in.readBoolean() ? VoterConfiguration.read(in) : null;
        shardEpoch = ShardEpoch.read(in);
        for (int left = in.readInt(); left > 0; left--) {
            StreamCopy copy = StreamCopy.read(in);
            copies.put(copy.stream().channel().value(), copy);
        }
        weigh();
    }
}

package dev.echowall.broker.cluster;

import dev.echowall.broker.Epochs;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Stream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This member's part in one shard: the term that it has promised to obey, the configuration that it knows, and its
 * copies of streams. The safety of the streams depends on this class alone:
 *
 * <ul>
 *   <li>After promising a term it accepts nothing from the leader of a lower one.
 *   <li>It applies a change only to the state that the change was made on, or takes the whole stream.
 *   <li>It forgets what it has accepted only when the leader of the promised term says that others have it.
 * </ul>
 *
 * <p>Streams are changed and serialized on the shard's thread (Hazelcast's thread for that partition); everything else
 * may be called from any thread. The model is Viewstamped Replication (Liskov and Cowling, 2012).
 */
final class Replica {
    private final int shard;
    private final String self;
    private final StreamCopies copies;
    private Term promised = Term.NONE;
    private Term seen = Term.NONE;
    private @Nullable VoterConfiguration configuration;
    private ShardEpoch shardEpoch = ShardEpoch.NONE;
    private @Nullable Leadership leadership;
    private long changes;
    private boolean closed;
    private boolean activated;

    /** @param self this replica's id: the identity of its memory, not of its address */
    Replica(int shard, String self, HistoryBudget budget) {
        this(shard, self, budget, ReplicaLog.NONE);
    }

    /** @param log is told of each change of the copies */
    Replica(int shard, String self, HistoryBudget budget, ReplicaLog log) {
        this.shard = shard;
        this.self = self;
        this.copies = new StreamCopies(budget, log);
    }

    int shard() {
        return shard;
    }

    String self() {
        return self;
    }

    /**
     * Begins with copies that may not be the latest, and without a vote, because what it promised last is not known.
     * They count where nobody knows more: when all instances were lost at once. When a leader is in force that has
     * everything on its backups, they are forgotten, so that nothing comes back that was retired meanwhile.
     */
    synchronized void restore(Collection<StreamCopy> found) {
        copies.restore(found);
        found.forEach(copy -> {
            saw(copy.version().term());
            saw(copy.held().confirmed());
        });
    }

    /** Forgets them: others know the past. */
    synchronized void dropRestored(Term term) {
        if (term.equals(promised)) {
            copies.dropRestored();
        }
    }

    /** Promises the term unless a higher one is promised; the leader of a lower one is then no leader any more. */
    synchronized Vote vote(Term term) {
        if (closed) {
            throw new IllegalStateException("this replica has been taken elsewhere");
        }
        if (term.compareTo(promised) < 0) {
            return new Vote(false, promised, configuration, shardEpoch, Map.of(), false);
        }
        promise(term);
        return new Vote(true, promised, configuration, shardEpoch, holdings(), copies.areRestored());
    }

    private void promise(Term term) {
        promised = term;
        if (leadership != null && !leadership.term().equals(term)) {
            leadership = null;
        }
    }

    /** Another replica has promised this term, so the next attempt needs a higher one. */
    synchronized void saw(Term term) {
        seen = term.compareTo(seen) > 0 ? term : seen;
    }

    /** The term to lead in: the one in which it leads already, or one higher than all that it has seen. */
    synchronized Term candidacy() {
        Leadership leading = leadership;
        // Others have promised a higher term; only a term above that one can win their promise back.
        boolean fenced = leading != null && seen.compareTo(leading.term()) > 0;
        long highest = Math.max(seen.number(), promised.number());
        return leading != null && !fenced ? leading.term() : new Term(highest + 1, self);
    }

    /**
     * Learns the configuration of the promised term's leader. A new line of configurations starts a new history: the
     * copies that the leader has not taken must not be mistaken for the new line's.
     */
    synchronized boolean activate(VoterConfiguration next, ShardEpoch nextEpoch) {
        if (!next.term().equals(promised)) {
            return false;
        }
        boolean other = configuration == null || !configuration.lineage().equals(next.lineage());
        if (next.isFirst() && other) {
            copies.clearOthers();
            shardEpoch = ShardEpoch.NONE;
        }
        if (!next.isFirst()) {
            copies.dropRestored();
        }
        configuration = next;
        activated = true;
        if (nextEpoch.version().compareTo(shardEpoch.version()) > 0) {
            shardEpoch = nextEpoch;
        }
        return true;
    }

    /** Takes whole copies if they are newer than its own are now; a leader may have continued meanwhile. */
    synchronized boolean store(Term term, Collection<StreamCopy> given) {
        if (!term.equals(promised)) {
            return false;
        }
        copies.putIfNewer(given);
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

    /** The leader and enough other replicas have everything that is here. */
    synchronized void release(Term term) {
        if (term.equals(promised) && leadership == null) {
            copies.clear();
        }
    }

    /** Its history has been superseded by another one: it starts again with nothing. */
    synchronized boolean reset(Term term) {
        if (!term.equals(promised)) {
            return false;
        }
        copies.clear();
        shardEpoch = ShardEpoch.NONE;
        configuration = null;
        leadership = null;
        return true;
    }

    /** As a backup, applies a leader's change. */
    synchronized ReplicationOutcome follow(ReplicatedChange sent) {
        long before = copies.weight(sent.channel());
        ReplicationOutcome what = followed(sent);
        if (what == ReplicationOutcome.DONE) {
            copies.adopt(sent.channel());
        }
        copies.weighs(copies.weight(sent.channel()) - before);
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
            // A copy from before the leader's term may have diverged, however new its version.
            if (!confirmed || snapshot.copy().version().compareTo(here) > 0) {
                keep(sent, snapshot.copy());
            }
            return ReplicationOutcome.DONE;
        }
        if (sent.change() instanceof StreamChange.Expired expired) {
            if (copy != null) {
                copy.stream().age(expired.now(), expired.retention());
                copies.log().trimmed(copy);
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
            copies.log().appended(kept, append.header(), append.drafts(), decision);
        } else if (sent.change() instanceof StreamChange.Retired retired) {
            copies.remove(sent.channel());
            shardEpoch = retired.shardEpoch();
        }
        return ReplicationOutcome.DONE;
    }

    /*
     * The leader knows all streams that exist, and not this one: it was retired while this replica was not reachable,
     * so the epoch recorded here for new streams is not valid any more either.
     */
    private @Nullable StreamCopy drop(ReplicatedChange sent) {
        if (copies.remove(sent.channel())) {
            shardEpoch = new ShardEpoch(Epochs.next(), new StreamVersion(sent.term(), Long.MAX_VALUE));
        }
        return null;
    }

    private StreamCopy begin(String channel, AppendDecision decision) {
        StreamCopy begun = new StreamCopy(
                new Stream(ChannelName.stored(channel), decision.epoch(), decision.now()),
                StreamVersion.NONE,
                Term.NONE);
        copies.begin(begun);
        return begun;
    }

    private void keep(ReplicatedChange sent, StreamCopy copy) {
        copy.confirm(sent.term());
        copy.settledAs(copies.get(sent.channel()));
        copies.put(copy);
    }

    /**
     * The past is uncertain: the copies here continue in a new line and a new epoch, so no position has two meanings.
     */
    synchronized boolean beginNewEpoch(VoterConfiguration first) {
        if (!first.term().equals(promised)) {
            return false;
        }
        copies.adoptRestored();
        String epoch = Epochs.next();
        shardEpoch = new ShardEpoch(epoch, version(first.term()));
        copies.replaceAll(copy -> copy.under(epoch, version(first.term())));
        configuration = first;
        return true;
    }

    /** The epoch of new streams according to the votes. */
    synchronized void adoptEpoch(Term term, ShardEpoch known) {
        if (term.equals(promised) && known.version().compareTo(shardEpoch.version()) > 0) {
            shardEpoch = known;
        }
    }

    /** New streams start in an epoch that has never been used. */
    synchronized void renewEpoch(Term term) {
        if (term.equals(promised)) {
            shardEpoch = new ShardEpoch(Epochs.next(), version(term));
        }
    }

    /** Requires this object's lock. */
    StreamVersion version(Term term) {
        return new StreamVersion(term, ++changes);
    }

    /**
     * Leads from now on.
     *
     * @param acts whether it may already decide; if not, it only sends its backups what they lack
     * @return null if a higher term was promised meanwhile
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
                    HeldVersion held = vote == null || vote.restored()
                            ? null
                            : vote.holdings().get(channel);
                    if (held != null && held.version().equals(copy.version())) {
                        next.sent(backup, channel);
                    }
                });
            }
        }
        // From now on the copies of others are compared with the leader's.
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

    /** Whether it has been told a configuration since the start. */
    synchronized boolean isActivated() {
        return activated;
    }

    synchronized ShardEpoch shardEpoch() {
        return shardEpoch;
    }

    synchronized Term promised() {
        return promised;
    }

    /** Only on the shard's thread or under this object's lock. */
    StreamCopies copies() {
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

    /** Answers no more, or what it promises later would be lost. Returns what it must not forget besides its copies. */
    synchronized ReplicaState close() {
        ReplicaState last = state();
        closed = true;
        leadership = null;
        promised = new Term(promised.number(), "nobody");
        return last;
    }

    synchronized ReplicaState state() {
        return new ReplicaState(self, promised, configuration, shardEpoch, copies.restored());
    }

    /** Goes on where it was closed, with all of its copies. */
    synchronized void resume(ReplicaState last, Collection<StreamCopy> all) {
        copies.restore(all);
        copies.adoptAllBut(last.restored());
        promised = last.promised();
        configuration = last.configuration();
        shardEpoch = last.shardEpoch();
    }
}

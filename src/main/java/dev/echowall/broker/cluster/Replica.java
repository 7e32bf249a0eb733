package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.Epochs;
import dev.echowall.broker.Stamp;
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
    private final HistoryBudget budget;
    private final Map<String, StreamCopy> copies = new HashMap<>();
    private long weight;
    private Term promised = Term.NONE;
    private Term seen = Term.NONE;
    private @Nullable Configuration configuration;
    private ShardEpoch birth = ShardEpoch.NONE;
    private @Nullable Lead lead;
    private long changes;
    private boolean closed;

    /** @param self this replica's id: the identity of its memory, not of its address */
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

    /** Promises the term unless a higher one is promised; the leader of a lower one is then no leader any more. */
    synchronized Vote vote(Term term) {
        if (closed) {
            throw new IllegalStateException("this replica has been taken elsewhere");
        }
        if (term.compareTo(promised) < 0) {
            return new Vote(false, promised, configuration, birth, Map.of());
        }
        promise(term);
        return new Vote(true, promised, configuration, birth, holdings());
    }

    private void promise(Term term) {
        promised = term;
        if (lead != null && !lead.term().equals(term)) {
            lead = null;
        }
    }

    /** Another replica has promised this term, so the next attempt needs a higher one. */
    synchronized void saw(Term term) {
        seen = term.compareTo(seen) > 0 ? term : seen;
    }

    /** The term to lead in: the one in which it leads already, or one higher than all that it has seen. */
    synchronized Term candidacy() {
        Lead leading = lead;
        // Others have promised a higher term; only a term above that one can win their promise back.
        boolean fenced = leading != null && seen.compareTo(leading.term()) > 0;
        long highest = Math.max(seen.number(), promised.number());
        return leading != null && !fenced ? leading.term() : new Term(highest + 1, self);
    }

    /**
     * Learns the configuration of the promised term's leader. A new line of configurations starts a new history: the
     * copies that the leader has not taken must not be mistaken for the new line's.
     */
    synchronized boolean activate(Configuration next, ShardEpoch nextBirth) {
        if (!next.term().equals(promised)) {
            return false;
        }
        boolean other = configuration == null || !configuration.world().equals(next.world());
        if (next.isFirst() && other) {
            copies.clear();
            weigh();
            birth = ShardEpoch.NONE;
        }
        configuration = next;
        if (nextBirth.stamp().compareTo(birth.stamp()) > 0) {
            birth = nextBirth;
        }
        return true;
    }

    /** Takes whole copies if they are newer than its own are now; a leader may have continued meanwhile. */
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

    /** The leader and enough other replicas have everything that is here. */
    synchronized void release(Term term) {
        if (term.equals(promised) && lead == null) {
            copies.clear();
            weigh();
        }
    }

    /** Its history has been superseded by another one: it starts again with nothing. */
    synchronized boolean reset(Term term) {
        if (!term.equals(promised)) {
            return false;
        }
        copies.clear();
        weigh();
        birth = ShardEpoch.NONE;
        configuration = null;
        lead = null;
        return true;
    }

    /** As a backup, applies a leader's change. */
    synchronized Followed follow(Sent sent) {
        long before = weight(sent.channel());
        Followed what = followed(sent);
        weighs(weight(sent.channel()) - before);
        return what;
    }

    private Followed followed(Sent sent) {
        if (!sent.term().equals(promised)) {
            return Followed.FENCED;
        }
        StreamCopy copy = copies.get(sent.channel());
        Stamp here = copy == null ? Stamp.NONE : copy.stamp();
        boolean confirmed = copy != null && copy.isConfirmed(sent.term());
        if (sent.change() instanceof Change.Whole whole) {
            // A copy from before the leader's term may have diverged, however new its stamp.
            if (!confirmed || whole.copy().stamp().compareTo(here) > 0) {
                keep(sent, whole.copy());
            }
            return Followed.DONE;
        }
        if (sent.change() instanceof Change.Aged aged) {
            if (copy != null) {
                copy.stream().age(aged.now(), aged.bounds());
            }
            return Followed.DONE;
        }
        boolean hasItAlready = confirmed ? here.atLeast(sent.after()) : here.equals(sent.after());
        if (hasItAlready) {
            if (copy != null) {
                copy.confirm(sent.term());
            }
            return Followed.DONE;
        }
        if (sent.before().equals(Stamp.NONE)) {
            copy = drop(sent);
        } else if (!here.equals(sent.before())) {
            return Followed.BEHIND;
        }
        if (sent.change() instanceof Change.Appended appended) {
            StreamCopy kept = copy == null ? begin(sent.channel(), appended.decision()) : copy;
            Decision decision = appended.decision();
            kept.stream()
                    .apply(
                            appended.header().sender(),
                            appended.header().sequence(),
                            appended.drafts(),
                            decision.verdicts(),
                            appended.header().node(),
                            decision.now(),
                            appended.header().bounds());
            kept.stamp(sent.after());
            kept.confirm(sent.term());
        } else if (sent.change() instanceof Change.Gone gone) {
            copies.remove(sent.channel());
            birth = gone.birth();
        }
        return Followed.DONE;
    }

    /*
     * The leader knows all streams that exist, and not this one: it was retired while this replica was not reachable,
     * so the epoch recorded here for new streams is not valid any more either.
     */
    private @Nullable StreamCopy drop(Sent sent) {
        if (copies.remove(sent.channel()) != null) {
            birth = new ShardEpoch(Epochs.next(), new Stamp(sent.term(), Long.MAX_VALUE));
        }
        return null;
    }

    private StreamCopy begin(String channel, Decision decision) {
        StreamCopy begun = new StreamCopy(
                new Stream(ChannelName.of(channel), decision.epoch(), decision.now()), Stamp.NONE, Term.NONE);
        copies.put(channel, begun);
        return begun;
    }

    private void keep(Sent sent, StreamCopy copy) {
        copy.confirm(sent.term());
        copy.settledAs(copies.put(sent.channel(), copy));
    }

    /**
     * The past is uncertain: the copies here continue in a new line and a new epoch, so no position has two meanings.
     */
    synchronized boolean beginAnew(Configuration first) {
        if (!first.term().equals(promised)) {
            return false;
        }
        String epoch = Epochs.next();
        birth = new ShardEpoch(epoch, stamp(first.term()));
        copies.replaceAll(
                (channel, copy) -> new StreamCopy(copy.stream().under(epoch), stamp(first.term()), first.term()));
        configuration = first;
        return true;
    }

    /** The epoch of new streams according to the votes. */
    synchronized void born(Term term, ShardEpoch known) {
        if (term.equals(promised) && known.stamp().compareTo(birth.stamp()) > 0) {
            birth = known;
        }
    }

    /** New streams start in an epoch that has never been used. */
    synchronized void renewBirth(Term term) {
        if (term.equals(promised)) {
            birth = new ShardEpoch(Epochs.next(), stamp(term));
        }
    }

    /** Requires this object's lock. */
    Stamp stamp(Term term) {
        return new Stamp(term, ++changes);
    }

    /**
     * Leads from now on.
     *
     * @param acts whether it may already decide; if not, it only sends its backups what they lack
     * @return null if a higher term was promised meanwhile
     */
    synchronized @Nullable Lead lead(Configuration with, List<String> backups, boolean acts, Map<String, Vote> votes) {
        if (!with.term().equals(promised)) {
            return null;
        }
        Lead before = lead;
        Lead next = new Lead(promised, with, backups, acts, before);
        for (String backup : backups) {
            if (before == null || !before.backups().contains(backup)) {
                next.forget(backup);
                Vote vote = votes.get(backup);
                copies.forEach((channel, copy) -> {
                    HeldState held = vote == null ? null : vote.holdings().get(channel);
                    if (held != null && held.stamp().equals(copy.stamp())) {
                        next.sent(backup, channel);
                    }
                });
            }
        }
        // From now on the copies of others are compared with the leader's.
        copies.values().forEach(copy -> copy.confirm(promised));
        lead = next;
        return next;
    }

    synchronized @Nullable Lead lead() {
        return lead;
    }

    synchronized @Nullable Configuration configuration() {
        return configuration;
    }

    synchronized ShardEpoch birth() {
        return birth;
    }

    synchronized Term promised() {
        return promised;
    }

    /** The memory of that channel's copy, in bytes. Requires this object's lock. */
    long weight(String channel) {
        StreamCopy copy = copies.get(channel);
        return copy == null ? 0 : copy.stream().weight();
    }

    /** Adds to the memory of all copies. Requires this object's lock. */
    void weighs(long more) {
        weight += more;
        budget.add(more);
    }

    /** Counts the memory of all copies. */
    synchronized void weigh() {
        weighs(copies.values().stream()
                        .mapToLong(copy -> copy.stream().weight())
                        .sum()
                - weight);
    }

    /** Only on the shard's thread or under this object's lock. */
    Map<String, StreamCopy> copies() {
        return copies;
    }

    synchronized Map<String, HeldState> holdings() {
        Map<String, HeldState> holdings = new HashMap<>();
        copies.forEach((channel, copy) -> holdings.put(channel, copy.held()));
        return holdings;
    }

    synchronized int size() {
        return copies.size();
    }

    /** Writes everything that this replica must not forget, and answers no more, or later promises would be lost. */
    synchronized void close(ObjectDataOutput out) throws IOException {
        write(out);
        closed = true;
        lead = null;
        promised = new Term(promised.number(), "nobody");
    }

    /** Writes everything that this replica must not forget. */
    synchronized void write(ObjectDataOutput out) throws IOException {
        promised.write(out);
        out.writeBoolean(configuration != null);
        if (configuration != null) {
            configuration.write(out);
        }
        birth.write(out);
        out.writeInt(copies.size());
        for (StreamCopy copy : copies.values()) {
            copy.write(out);
        }
    }

    synchronized void read(ObjectDataInput in) throws IOException {
        promised = Term.read(in);
        configuration = in.readBoolean() ? Configuration.read(in) : null;
        birth = ShardEpoch.read(in);
        for (int left = in.readInt(); left > 0; left--) {
            StreamCopy copy = StreamCopy.read(in);
            copies.put(copy.stream().channel().value(), copy);
        }
        weigh();
    }
}

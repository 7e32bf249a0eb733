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
    private @Nullable Configuration configuration;
    private ShardEpoch birth = ShardEpoch.NONE;
    private @Nullable Lead lead;
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

    /** Somebody else has promised so much: the next try has to be higher. */
    synchronized void saw(Term term) {
        seen = term.compareTo(seen) > 0 ? term : seen;
    }

    /** The term to lead in: the one in which this replica leads already, or one that is higher than all it has seen. */
    synchronized Term candidacy() {
        Lead leading = lead;
        // One of a higher term has the others' promise: only a term above that one gets it back.
        boolean fenced = leading != null && seen.compareTo(leading.term()) > 0;
        long highest = Math.max(seen.number(), promised.number());
        return leading != null && !fenced ? leading.term() : new Term(highest + 1, self);
    }

    /**
     * Learns of the configuration that the leader of the promised term works in. With a new line of them begins a new history:
     * the leader has taken what it wanted of the copies here, and they must not be mistaken for the new line's.
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
        if (term.equals(promised) && lead == null) {
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
        birth = ShardEpoch.NONE;
        configuration = null;
        lead = null;
        return true;
    }

    /** A backup's part: carries out what the leader did. */
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
            // What was here before the leader's term may have gone another way, however new its stamp.
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
     * The leader knows of no such stream, and knows of all there are: this one was retired without our hearing of it, nor of the
     * epoch that has come since. So whatever epoch new streams would have begun with here is not used any more.
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
     * Nobody can be sure of the past: what is here goes on in a new line, under a new epoch, so that no position means two
     * publications.
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

    /** The epoch of new streams as the votes have it. */
    synchronized void born(Term term, ShardEpoch known) {
        if (term.equals(promised) && known.stamp().compareTo(birth.stamp()) > 0) {
            birth = known;
        }
    }

    /** New streams begin with an epoch that nobody has used. */
    synchronized void renewBirth(Term term) {
        if (term.equals(promised)) {
            birth = new ShardEpoch(Epochs.next(), stamp(term));
        }
    }

    /** Under this object's lock. */
    Stamp stamp(Term term) {
        return new Stamp(term, ++changes);
    }

    /**
     * Leads from now on.
     *
     * @param acts whether it may already decide anything; if not, it only fills its backups
     * @return null when a higher term was promised meanwhile
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
        // The leader's word is what the others are measured by from now on.
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

    synchronized Map<String, HeldState> holdings() {
        Map<String, HeldState> holdings = new HashMap<>();
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
        lead = null;
        promised = new Term(promised.number(), "nobody");
    }

    /** Writes down all that this replica must not forget. */
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

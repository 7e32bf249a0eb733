package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import dev.echowall.broker.cluster.Takeover.End;
import io.vertx.core.Context;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that each shard has a leader, and that this member leads those that it is first for: looks, many times a second,
 * at who is there. Confined to the broker's context.
 */
final class LeadershipSupervisor {
    private static final Logger log = LoggerFactory.getLogger(LeadershipSupervisor.class);

    /** When the first is not fit to lead, the next one does after so long, and so on. */
    private static final long RANK_NANOS = 400_000_000L;

    /** Who has just come waits so long to hear of those who lead. */
    private static final long NEW_NANOS = 500_000_000L;

    /** How long somebody may take to become the leader before another one tries. */
    private static final long CANDIDACY_NANOS = 1_000_000_000L;

    /** Looks between two words to the others. */
    private static final int GREETED_EACH = 5;

    /** Between two offers to the one who is first to lead. */
    private static final long OFFER_NANOS = 2_000_000_000L;

    /** How long it may be that others keep the copies than those who are first to. */
    private static final long MOVE_NANOS = 5_000_000_000L;

    /** How long those who may know the past are waited for, before it is given up and new epochs begin. */
    private static final long GRACE_NANOS = 10_000_000_000L;

    /** So many of those that are only to make others lead that shall: there is no hurry. */
    private static final int OFFERED_AT_ONCE = 3;

    /** One that waits for a silent member makes room for others after so long. */
    private static final long SLOW_NANOS = 100_000_000L;

    private static final long AGAIN_NANOS = 30_000_000L;
    private static final long FEW_NANOS = 200_000_000L;
    private static final long SILENT_NANOS = 500_000_000L;

    /**
     * What becomes of a shard meanwhile, the worst first, and so how many takeovers may be under way when one of its kind begins: those
     * that begin together end together, and take the processor from who is served.
     */
    private enum Urgency {
        /** Nobody can publish there, and somebody wants to. */
        WANTED(8),
        /** Nobody can publish there. */
        UNSERVED(6),
        /** It has a leader, and all of its backups. */
        SERVED(3);

        private final int atOnce;

        Urgency(int atOnce) {
            this.atOnce = atOnce;
        }
    }

    /** What is going on about one shard. */
    private static final class Case {
        private boolean running;
        private boolean asked;
        /** Somebody has not heard who leads. */
        private boolean partly;

        private long begun;
        /** In this term somebody leads who would rather follow this member. */
        private Term offer = Term.NONE;

        private long notBefore = System.nanoTime();
        private long leaderless;
        private long unsure;
        private long led;
        private long offered;
        private Term promised = Term.NONE;
        private long promisedAt;

        boolean isOffered() {
            return !offer.equals(Term.NONE) && offer.equals(promised);
        }
    }

    private final Context context;
    private final Replicas replicas;
    private final ReplicaClient replicaClient;
    private final Quorum quorum;
    private final Case[] cases = new Case[Placement.SHARDS];
    private boolean leaving;
    private boolean full;
    private boolean warm;
    private int looks;
    private Set<String> greeted = Set.of();

    LeadershipSupervisor(Context context, Replicas replicas) {
        this.context = context;
        this.replicas = replicas;
        this.replicaClient = new HazelcastReplicaClient(context, replicas);
        this.quorum = new Quorum(replicas.options().quorum(), replicas.options().backups());
        for (int i = 0; i < cases.length; i++) {
            cases[i] = new Case();
        }
        replicas.onWanted(shard -> context.runOnContext(v -> look(shard)));
        replicas.onOffered((shard, term) -> context.runOnContext(v -> offered(shard, term)));
    }

    /** From now on others lead, and keep copies, instead of this one, as far as they can. */
    void leave() {
        leaving = true;
        greet();
        look();
    }

    /**
     * From now on it leads what others offer it. A JVM that has just begun takes a second for what is done in no time later, and
     * nobody leads meanwhile; it has enough to do with its first clients. Whoever leaves is followed before, too.
     */
    void takeOffers() {
        warm = true;
    }

    /** Whether there is nothing any more that this member would leave behind without a leader. */
    boolean mayGo() {
        return !replicas.members().running() || replicas.members().serving().isEmpty() || replicas.leadsNone();
    }

    /** Tells the others what there is to know of this member. */
    void greet() {
        if (replicas.members().running()) {
            replicas.members()
                    .greet(replicas.self(), !leaving, replicas.budget().demand());
        }
    }

    void look() {
        if (!replicas.members().running()) {
            return;
        }
        replicas.members().listen();
        replicas.expire();
        Set<String> members = replicas.members().addresses().keySet();
        if (looks++ % GREETED_EACH == 0 || !members.equals(greeted)) {
            greeted = members;
            greet();
        }
        lookAtAll();
    }

    /** Those first where somebody waits: what all want at once nobody gets soon. */
    private void lookAtAll() {
        Set<String> there = replicas.members().present();
        Urgency[] urgencies = new Urgency[cases.length];
        for (int shard = 0; shard < cases.length; shard++) {
            cases[shard].asked |= replicas.takeWanted(shard);
            urgencies[shard] = urgency(shard, there);
        }
        for (Urgency each : Urgency.values()) {
            for (int shard = 0; shard < cases.length; shard++) {
                if (urgencies[shard] == each) {
                    look(shard, each.atOnce);
                }
            }
        }
    }

    private Urgency urgency(int shard, Set<String> there) {
        Leadership leadership = replicas.replica(shard).leadership();
        if (leadership != null && there.containsAll(leadership.backups())) {
            return Urgency.SERVED;
        }
        return cases[shard].asked ? Urgency.WANTED : Urgency.UNSERVED;
    }

    private void look(int shard) {
        cases[shard].asked |= replicas.takeWanted(shard);
        look(shard, urgency(shard, replicas.members().present()).atOnce);
    }

    private void look(int shard, int atOnce) {
        Case each = cases[shard];
        if (each.running || !replicas.members().running() || each.notBefore - System.nanoTime() > 0) {
            return;
        }
        if (busy(false) >= atOnce) {
            full = true; // one that ends looks again
            return;
        }
        if (due(shard, each)) {
            begin(shard, each);
        } else {
            each.asked = false;
        }
    }

    private int busy(boolean offered) {
        long now = System.nanoTime();
        int busy = 0;
        for (Case each : cases) {
            boolean counts = each.running && now - each.begun < SLOW_NANOS && (!offered || each.isOffered());
            busy += counts ? 1 : 0;
        }
        return busy;
    }

    private boolean due(int shard, Case each) {
        if (replicas.members().present().size() < quorum.quorum()) {
            return false;
        }
        Replica replica = replicas.replica(shard);
        long now = System.nanoTime();
        if (!replica.promised().equals(each.promised)) {
            each.promised = replica.promised();
            each.promisedAt = now;
        }
        Leadership leadership = replica.leadership();
        return leadership == null ? mayLead(shard, each, now) : mayRepair(shard, each, leadership, now);
    }

    /** Whether this leadership wants anything: other voters, other backups, or the certainty that it is one. */
    private boolean mayRepair(int shard, Case each, Leadership leadership, long now) {
        Set<String> there = replicas.members().serving();
        each.leaderless = 0;
        each.led = each.led == 0 ? now : each.led;
        List<String> voters = leadership.configuration().voters();
        if (each.asked
                || each.partly
                || !leadership.whole()
                || !leadership.told().containsAll(there)
                || !quorum.voters(there, voters).equals(voters)) {
            return true;
        }
        List<String> order = replicas.order(shard);
        List<String> backups = quorum.backups(order, replicas.self());
        if (!backups.equals(leadership.backups())) {
            boolean urgent = leadership.backups().size() < backups.size()
                    || (there.containsAll(backups) && !there.containsAll(leadership.backups()));
            return urgent || now - each.led > MOVE_NANOS;
        }
        String first = order.isEmpty() ? replicas.self() : order.get(0);
        if (!first.equals(replicas.self()) && backups.contains(first) && now - each.offered > OFFER_NANOS) {
            each.offered = now;
            replicas.offer(first, shard, leadership.term());
        }
        return false;
    }

    /** Whether nobody leads, as far as is known here, and it is this member's turn. */
    private boolean mayLead(int shard, Case each, long now) {
        each.led = 0;
        if (each.isOffered()) {
            boolean room = busy(true) < OFFERED_AT_ONCE;
            full |= !room;
            return room;
        }
        String self = replicas.self();
        String candidate = each.promised.leader();
        DataMembers members = replicas.members();
        if (!candidate.equals(self) && members.isPresent(candidate) && now - each.promisedAt < CANDIDACY_NANOS) {
            return false;
        }
        VoterConfiguration known = replicas.replica(shard).configuration();
        String leader = known == null ? "" : known.term().leader();
        // Who has promised this member's own term obeys nobody of before, so nobody else may see a reason to lead.
        if (leader.equals(self) || candidate.equals(self)) {
            return true;
        }
        if (members.isPresent(leader)) {
            each.leaderless = 0;
            return false;
        }
        each.leaderless = each.leaderless == 0 ? now : each.leaderless;
        List<String> order = replicas.order(shard);
        int rank = order.contains(self) ? order.indexOf(self) : order.size();
        long wait = known == null && members.present().size() > 1 ? NEW_NANOS : 0;
        return now - each.leaderless >= wait + rank * RANK_NANOS;
    }

    /** The leader has given this member, which is first for the shard, all that there is, and would rather follow it. */
    private void offered(int shard, Term term) {
        if (warm || !replicas.members().serving().contains(term.leader())) {
            cases[shard].offer = term;
            look(shard);
        }
    }

    private void begin(int shard, Case each) {
        each.running = true;
        each.begun = System.nanoTime();
        each.asked = false;
        new Takeover(replicas.replica(shard), replicaClient, quorum, newEpoch(each))
                .run()
                .onComplete(done -> {
                    each.running = false;
                    if (done.failed()) {
                        log.atDebug()
                                .setCause(done.cause())
                                .addKeyValue("shard", shard)
                                .log("a takeover failed");
                    }
                    ended(shard, each, done.succeeded() ? done.result() : null);
                });
    }

    private Takeover.NewEpoch newEpoch(Case each) {
        int members = replicas.options().size();
        if (each.unsure != 0 && System.nanoTime() - each.unsure > GRACE_NANOS) {
            return Takeover.NewEpoch.AT_ONCE;
        }
        boolean eachForItself = quorum.quorum() < members / 2 + 1;
        boolean allThere = replicas.members().present().size() >= members;
        return eachForItself || allThere ? Takeover.NewEpoch.WHEN_ALL_ANSWER : Takeover.NewEpoch.NOT_YET;
    }

    private void ended(int shard, Case each, @Nullable End end) {
        long pause = 0;
        each.partly = end == End.PARTLY;
        if (end == End.WHOLE) {
            each.unsure = 0;
        } else if (end == End.PARTLY) {
            each.unsure = 0;
            pause = SILENT_NANOS;
        } else if (end == End.TOO_FEW) {
            boolean quorum = replicas.hasQuorum();
            each.unsure = !quorum ? 0 : each.unsure == 0 ? System.nanoTime() : each.unsure;
            pause = FEW_NANOS;
        } else {
            pause = AGAIN_NANOS + ThreadLocalRandom.current().nextLong(AGAIN_NANOS);
            pause = end == End.REFUSED ? 5 * pause : pause;
        }
        log.atDebug().addKeyValue("shard", shard).addKeyValue("end", end).log("a takeover ended");
        each.notBefore = System.nanoTime() + pause;
        if (end == null
                || end == End.OVERTAKEN
                || end == End.REFUSED
                || replicas.replica(shard).leadership() == null) {
            context.owner().setTimer(Math.max(1, pause / 1_000_000), timer -> context.runOnContext(v -> look(shard)));
        }
        if (full) {
            full = false;
            context.runOnContext(v -> lookAtAll());
        }
    }
}

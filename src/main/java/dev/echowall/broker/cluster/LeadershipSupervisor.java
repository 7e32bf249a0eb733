package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import dev.echowall.broker.cluster.Takeover.End;
import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that each shard has a leader, and that this member leads those that it is first for. Checks the members
 * many times a second. Confined to the broker's context.
 */
final class LeadershipSupervisor {
    private static final Logger log = LoggerFactory.getLogger(LeadershipSupervisor.class);

    /** If the first in order does not become the leader, the next one tries after this time, and so on. */
    private static final long RANK_NANOS = 400_000_000L;

    /** How long a new member waits to learn who leads. */
    private static final long NEW_NANOS = 500_000_000L;

    /** How long a candidate may take to become the leader before another one tries. */
    private static final long CANDIDACY_NANOS = 1_000_000_000L;

    /** The number of checks between two greetings. */
    private static final int GREETED_EACH = 5;

    /** The time between two offers to the member that is first to lead. */
    private static final long OFFER_NANOS = 2_000_000_000L;

    /** How long copies may be on other members than those that are first to have them. */
    private static final long MOVE_NANOS = 5_000_000_000L;

    /** How long to wait for members that may know the past before new epochs are started. */
    private static final long GRACE_NANOS = 10_000_000_000L;

    private static final long COLD_GRACE_NANOS = 3_000_000_000L;

    /** How many offers are made at once; they are not urgent. */
    private static final int OFFERED_AT_ONCE = 3;

    /** A takeover that waits longer than this for a silent member does not hold up others. */
    private static final long SLOW_NANOS = 100_000_000L;

    private static final long AGAIN_NANOS = 30_000_000L;
    private static final long FEW_NANOS = 200_000_000L;
    private static final long SILENT_NANOS = 500_000_000L;

    /**
     * The state of a shard during a takeover, the most urgent first, with the number of takeovers that may be in
     * progress when one of this kind starts. Takeovers that start together finish together, and compete with clients
     * for the CPU.
     */
    private enum Urgency {
        /** Nobody can publish to it, and somebody is trying to. */
        WANTED(8),
        /** Nobody can publish to it. */
        UNSERVED(6),
        /** It has a leader and all of its backups. */
        SERVED(3);

        private final int atOnce;

        Urgency(int atOnce) {
            this.atOnce = atOnce;
        }
    }

    /** What is going on in one shard. */
    private static final class Case {
        private boolean running;
        private boolean asked;
        /** Some member has not been told who leads. */
        private boolean partly;

        private long begun;
        /** The leader of this term has offered the shard to this member. */
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

    /** From now on other members lead and keep copies instead of this one, as far as possible. */
    void leave() {
        leaving = true;
        greet();
        look();
    }

    /**
     * From now on this member accepts shards that others offer. Before that, a young JVM would take a second for what
     * later takes almost no time, and meanwhile nobody would lead; and it is busy with its first clients. Shards of a
     * member that is leaving are accepted even before.
     */
    void takeOffers() {
        warm = true;
    }

    /** Whether every shard that this member leads can be left to others. */
    boolean mayGo() {
        return !replicas.members().running() || replicas.members().serving().isEmpty() || replicas.leadsNone();
    }

    /** Sends this member's state to the others. */
    void greet() {
        if (replicas.members().running()) {
            replicas.members()
                    .greet(
                            replicas.self(),
                            new DataMembers.Greeting(!leaving, replicas.budget().demand(), replicas.isOpenedByForce()));
        }
    }

    void look() {
        if (!replicas.members().running()) {
            return;
        }
        replicas.members().listen();
        replicas.expire();
        replicas.isOpenedByForce();
        Set<String> members = replicas.members().addresses().keySet();
        if (looks++ % GREETED_EACH == 0 || !members.equals(greeted)) {
            greeted = members;
            greet();
        }
        lookAtAll();
    }

    /** Shards that somebody waits for come first, because if all are processed at once, all take long. */
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
            full = true; // a takeover that ends starts the next check
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

    /** Whether this leadership needs anything: other voters, other backups, or confirmation that it is still valid. */
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

    /** Whether, as far as is known here, nobody leads and it is this member's turn. */
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
        // A replica that has promised this member's own term obeys no earlier leader, so no other member has a reason
        // to become the leader.
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

    /**
     * A leader has sent this member, which is first for the shard, everything that it has, and offers to be replaced by
     * it.
     */
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
        new Takeover(replicas.replica(shard), replicaClient, quorum, votes -> newEpoch(each, votes))
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

    private Takeover.NewEpoch newEpoch(Case each, Map<String, Vote> votes) {
        int members = replicas.options().size();
        ColdStart coldStart = replicas.coldStart();
        Set<String> restored = replicas.members().restored();
        if (!coldStart.isOpen(votes, restored)) {
            return Takeover.NewEpoch.NEVER;
        }
        // Journals that are enough leave nothing to wait for but the last moment before all were killed.
        long grace = coldStart.isComplete(votes, restored) ? COLD_GRACE_NANOS : GRACE_NANOS;
        boolean waited = each.unsure != 0 && System.nanoTime() - each.unsure > grace;
        if (waited || coldStart.forced()) {
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

package dev.echowall.broker;

import dev.echowall.broker.Takeover.End;
import io.vertx.core.Context;
import java.util.HashSet;
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
final class Leaderships {
    private static final Logger log = LoggerFactory.getLogger(Leaderships.class);

    /** When the first is not fit to lead, the next one does after so long, and so on. */
    private static final long RANK_NANOS = 400_000_000L;

    /** How long those who may know the past are waited for, before it is given up and new epochs begin. */
    private static final long GRACE_NANOS = 10_000_000_000L;

    private static final long AGAIN_NANOS = 30_000_000L;
    private static final long FEW_NANOS = 200_000_000L;
    private static final long SILENT_NANOS = 1_000_000_000L;

    /** What is going on about one shard. */
    private static final class Case {
        private boolean running;
        private boolean asked;
        private long notBefore = System.nanoTime();
        private long leaderless;
        private long unsure;
    }

    private final Context context;
    private final Replicas replicas;
    private final Peers peers;
    private final Terms terms;
    private final Case[] cases = new Case[Placement.SHARDS];
    private boolean stopped;

    Leaderships(Context context, Replicas replicas) {
        this.context = context;
        this.replicas = replicas;
        this.peers = new ClusterPeers(context, replicas);
        this.terms = new Terms(replicas.options().quorum(), replicas.options().backups());
        for (int i = 0; i < cases.length; i++) {
            cases[i] = new Case();
        }
        replicas.onWanted(shard -> context.runOnContext(v -> look(shard)));
    }

    void stop() {
        stopped = true;
    }

    void look() {
        for (int shard = 0; shard < cases.length; shard++) {
            look(shard);
        }
    }

    private void look(int shard) {
        Case each = cases[shard];
        each.asked |= replicas.takeWanted(shard);
        if (stopped || each.running || !replicas.members().running() || each.notBefore - System.nanoTime() > 0) {
            return;
        }
        if (due(shard, each)) {
            begin(shard, each);
        } else {
            each.asked = false;
        }
    }

    private boolean due(int shard, Case each) {
        Set<String> there = replicas.members().addresses().keySet();
        if (there.size() < terms.quorum()) {
            return false;
        }
        Replica replica = replicas.replica(shard);
        Lead lead = replica.lead();
        if (lead != null) {
            return each.asked
                    || !lead.whole()
                    || !there.equals(new HashSet<>(lead.configuration().voters()));
        }
        Configuration known = replica.configuration();
        String leader = known == null ? null : known.term().leader();
        List<String> order = replicas.members().order(shard);
        if (leader != null && there.contains(leader) && !leader.equals(replicas.self())) {
            each.leaderless = 0;
            return order.get(0).equals(replicas.self());
        }
        long now = System.nanoTime();
        each.leaderless = each.leaderless == 0 ? now : each.leaderless;
        boolean mine = replicas.self().equals(leader);
        return mine || now - each.leaderless >= order.indexOf(replicas.self()) * RANK_NANOS;
    }

    private void begin(int shard, Case each) {
        each.running = true;
        each.asked = false;
        new Takeover(replicas.replica(shard), peers, terms, anew(each)).run().onComplete(done -> {
            each.running = false;
            ended(shard, each, done.succeeded() ? done.result() : null);
        });
    }

    private Takeover.Anew anew(Case each) {
        int members = replicas.options().size();
        if (each.unsure != 0 && System.nanoTime() - each.unsure > GRACE_NANOS) {
            return Takeover.Anew.AT_ONCE;
        }
        boolean eachForItself = terms.quorum() < members / 2 + 1;
        boolean allThere = replicas.members().addresses().size() >= members;
        return eachForItself || allThere ? Takeover.Anew.WHEN_ALL_ANSWER : Takeover.Anew.NOT_YET;
    }

    private void ended(int shard, Case each, @Nullable End end) {
        long pause = 0;
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
        }
        log.atDebug().addKeyValue("shard", shard).addKeyValue("end", end).log("a takeover ended");
        each.notBefore = System.nanoTime() + pause;
        if (end == null || end == End.OVERTAKEN || replicas.replica(shard).lead() == null) {
            context.owner().setTimer(Math.max(1, pause / 1_000_000), timer -> context.runOnContext(v -> look(shard)));
        }
    }
}

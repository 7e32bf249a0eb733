package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * One shard on a few members in a world that is against them: messages are late or lost, members are cut off, stand still, die
 * and come back with or without their memory, and what each believes about who is there has little to do with the truth. The
 * code that decides is the server's own; only the messages are simulated. The same seed is the same story.
 */
final class ReplicaModel {
    /** One is refused for a promise that its successor makes good. */
    private static final int TRIES = 4;

    private final Random random;
    /** For what changes nothing, so that a seed's story stays what it was. */
    private final Random apart;

    private final Quorum quorum;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedNetwork network;
    private final SimulatedMember[] members;
    private final SimulatedClients clients;
    private final boolean journals;
    private int ids;
    private int takenOver;
    private int restored;

    ReplicaModel(long seed, int size, int backups) {
        this(seed, size, backups, false);
    }

    /** @param journals whether the members have them, and all of them die at once from time to time */
    ReplicaModel(long seed, int size, int backups, boolean journals) {
        this.journals = journals;
        this.random = new Random(seed);
        this.apart = new Random(~seed);
        this.quorum = new Quorum(size / 2 + 1, backups);
        this.network = new SimulatedNetwork(random, time, size);
        this.members = network.members();
        this.clients = new SimulatedClients(random, apart, network, time);
        for (int i = 0; i < size; i++) {
            members[i] = fresh(i);
        }
    }

    SimulatedClients clients() {
        return clients;
    }

    /** How many streams were there again after a start. */
    int restored() {
        return restored;
    }

    int takenOver() {
        return takenOver;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            int what = random.nextInt(100);
            long at = random.nextInt(40);
            if (what < 55) {
                time.later(at, clients::append);
            } else if (what < 75) {
                time.later(at, clients::read);
            } else if (what < 85) {
                time.later(at, this::takeOver);
            } else if (what < 90) {
                time.later(at, this::believe);
            } else if (what < 94) {
                time.later(at, network::cutOrHeal);
            } else if (what < 96) {
                time.later(at, this::pauseOrGoOn);
            } else if (what < 99) {
                time.later(at, this::heal);
            } else {
                time.later(at, this::dieAndComeBack);
            }
            if (apart.nextInt(4) == 0) {
                time.later(apart.nextInt(40), clients::readHere);
            }
            if (journals && apart.nextInt(3) == 0) {
                time.later(apart.nextInt(40), this::sync);
            }
            if (journals && apart.nextInt(150) == 0) {
                time.later(apart.nextInt(40), this::allDie);
            }
            time.runUntil(time.now() + random.nextInt(30));
        }
        time.runUntil(time.now() + 10_000);
        endWell();
    }

    /** When nothing is in the way any more, whoever believes that it leads, or somebody, soon has everybody's vote. */
    private void endWell() {
        network.calm();
        Set<String> all = new TreeSet<>();
        for (SimulatedMember member : members) {
            all.add(member.replica.self());
            while (member.paused) {
                network.goOn(member);
            }
        }
        for (SimulatedMember member : members) {
            member.believed = new HashSet<>(all);
        }
        time.runUntil(time.now() + 10_000);
        SimulatedMember member = network.oneThatLeads();
        for (int i = 0; i < TRIES && !votesEverywhere(all); i++) {
            takeOver(member);
            time.runUntil(time.now() + 10_000);
        }
        assertThat(votesEverywhere(all))
                .as("after %d tries of %s, which has seen %s", TRIES, member.replica.self(), member.replica.promised())
                .isTrue();
    }

    private boolean votesEverywhere(Set<String> all) {
        for (SimulatedMember member : members) {
            VoterConfiguration known = member.replica.configuration();
            if (known == null || !known.voters().containsAll(all)) {
                return false;
            }
        }
        return true;
    }

    private SimulatedMember fresh(int place) {
        SimulatedMember member = new SimulatedMember(place, new Replica(0, "r" + ++ids, new HistoryBudget()), quorum);
        for (int i = 0; i < members.length; i++) {
            if (members[i] != null && i != place) {
                member.believed.add(members[i].replica.self());
            }
        }
        return member;
    }

    /* What a member believes: mostly the truth about whom it can reach, sometimes anything. */
    private void believe() {
        SimulatedMember member = network.any();
        Set<String> believed = new HashSet<>();
        believed.add(member.replica.self());
        for (SimulatedMember other : members) {
            boolean reached = other.alive && !network.isCut(member, other);
            if (other != member && (random.nextInt(8) == 0 ? random.nextBoolean() : reached)) {
                believed.add(other.replica.self());
            }
        }
        member.believed = believed;
    }

    private void heal() {
        network.heal();
        for (int i = 0; i < members.length; i++) {
            believe();
        }
    }

    private void pauseOrGoOn() {
        SimulatedMember member = network.any();
        if (member.paused) {
            network.goOn(member);
        } else {
            member.paused = true;
        }
    }

    private void dieAndComeBack() {
        SimulatedMember gone = network.any();
        gone.alive = false;
        gone.waiting.clear();
        SimulatedMember next = random.nextInt(3) == 0 ? carriedOver(gone) : fresh(gone.place);
        members[gone.place] = next;
        if (journals && !next.replica.self().equals(gone.replica.self())) {
            restore(next, gone);
        }
        for (int i = 0; i < members.length; i++) {
            if (random.nextBoolean()) {
                believe();
            }
        }
    }

    private void sync() {
        SimulatedMember member = network.any();
        if (member.alive) {
            member.journaled = SerializedCopies.journaled(member.replica);
        }
    }

    private void allDie() {
        for (SimulatedMember gone : List.of(members)) {
            gone.alive = false;
            gone.waiting.clear();
        }
        for (SimulatedMember gone : List.of(members)) {
            SimulatedMember next = fresh(gone.place);
            members[gone.place] = next;
            restore(next, gone);
        }
        for (int i = 0; i < members.length; i++) {
            believe();
        }
    }

    private void restore(SimulatedMember next, SimulatedMember gone) {
        restored += gone.journaled.size();
        next.journaled = gone.journaled;
        Replica before = new Replica(0, "disk", new HistoryBudget());
        before.restore(gone.journaled);
        next.replica.restore(SerializedCopies.journaled(before));
    }

    /** As one that was cut off takes its memory along. */
    private SimulatedMember carriedOver(SimulatedMember gone) {
        Replica carried = SerializedCopies.of(gone.replica);
        SimulatedMember next = new SimulatedMember(gone.place, carried, quorum);
        next.believed = new HashSet<>(gone.believed);
        return next;
    }

    private void takeOver() {
        takeOver(network.any());
    }

    private void takeOver(SimulatedMember member) {
        if (!member.alive || member.paused || member.busy) {
            return;
        }
        member.busy = true;
        Takeover.NewEpoch newEpoch =
                random.nextInt(4) == 0 ? Takeover.NewEpoch.AT_ONCE : Takeover.NewEpoch.WHEN_ALL_ANSWER;
        new Takeover(
                        member.replica,
                        new SimulatedReplicaClient(member, network, time, random),
                        quorum,
                        votes -> newEpoch)
                .run()
                .onComplete(done -> {
                    member.busy = false;
                    takenOver += done.succeeded() && done.result() == Takeover.End.WHOLE ? 1 : 0;
                });
    }
}

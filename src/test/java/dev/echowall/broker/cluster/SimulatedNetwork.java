package dev.echowall.broker.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of a model and what is between them: messages are late or lost, and some ways are cut. What one sends to another
 * keeps its order.
 */
final class SimulatedNetwork {
    private final Random random;
    private final SimulatedTime time;
    private final SimulatedMember[] members;
    private final boolean[][] cut;
    private final Map<String, Long> lastArrival = new HashMap<>();
    private boolean calm;

    SimulatedNetwork(Random random, SimulatedTime time, int size) {
        this.random = random;
        this.time = time;
        this.members = new SimulatedMember[size];
        this.cut = new boolean[size][size];
    }

    /** By their places. */
    SimulatedMember[] members() {
        return members;
    }

    SimulatedMember any() {
        return members[random.nextInt(members.length)];
    }

    /** One that believes that it leads, where there is one. */
    SimulatedMember oneThatLeads() {
        List<SimulatedMember> leading = new ArrayList<>();
        for (SimulatedMember each : members) {
            if (each.replica.leadership() != null) {
                leading.add(each);
            }
        }
        return leading.isEmpty() ? any() : leading.get(random.nextInt(leading.size()));
    }

    boolean isCut(SimulatedMember one, SimulatedMember other) {
        return cut[one.place][other.place] || cut[other.place][one.place];
    }

    void cutOrHeal() {
        int one = random.nextInt(members.length);
        int other = random.nextInt(members.length);
        cut[one][other] = one != other && random.nextBoolean();
        if (random.nextBoolean()) {
            cut[other][one] = cut[one][other];
        }
    }

    void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
    }

    /** From now on nothing is lost. */
    void calm() {
        calm = true;
        heal();
    }

    /** What was to be done while it stood still is done now. */
    void goOn(SimulatedMember member) {
        member.paused = false;
        List<Runnable> all = new ArrayList<>(member.waiting);
        member.waiting.clear();
        all.forEach(task -> time.later(0, () -> on(member, task)));
    }

    /** Runs it on the member: later, while that stands still, and never when it is dead. */
    void on(SimulatedMember member, Runnable task) {
        if (!member.alive) {
            return;
        }
        if (member.paused) {
            member.waiting.add(task);
        } else {
            task.run();
        }
    }

    /** There and back; either way may be slow, or the end of it. */
    <T> Future<T> ask(SimulatedMember from, String to, Function<SimulatedMember, T> what) {
        Promise<T> promise = Promise.promise();
        time.later(300 + random.nextInt(100), () -> on(from, () -> promise.tryFail("silence")));
        SimulatedMember target = byId(to);
        if (target == null) {
            return promise.future();
        }
        deliver(from, target, () -> {
            T answer = what.apply(target);
            deliver(target, from, () -> promise.tryComplete(answer));
        });
        return promise.future();
    }

    /** Sends what a leader has for its backups, and says whether all have it. */
    <T> void send(SimulatedMember from, LeaderReply<T> step, Consumer<T> arrived, Runnable lost) {
        List<Future<ReplicationOutcome>> all = new ArrayList<>();
        for (ReplicatedChange sent : step.sent()) {
            StreamChange onTheWire = SerializedCopies.of(sent.change());
            ReplicatedChange copy = new ReplicatedChange(
                    sent.backup(), sent.term(), sent.channel(), sent.before(), sent.after(), onTheWire);
            all.add(ask(from, sent.backup(), to -> to.replica.follow(copy)));
        }
        Future.join(all).onComplete(done -> {
            boolean so = true;
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).result() != ReplicationOutcome.DONE) {
                    from.leader.markUnknown(step.sent().get(i));
                    so = false;
                }
            }
            if (so) {
                arrived.accept(step.answer());
            } else {
                lost.run();
            }
        });
    }

    private @Nullable SimulatedMember byId(String id) {
        for (SimulatedMember member : members) {
            if (member.replica.self().equals(id)) {
                return member;
            }
        }
        return null;
    }

    private void deliver(SimulatedMember from, SimulatedMember to, Runnable task) {
        if (from == to) {
            time.later(0, () -> on(to, task));
            return;
        }
        String way = from.replica.self() + ">" + to.replica.self();
        long at = Math.max(
                time.now() + 1 + (random.nextInt(20) == 0 ? random.nextInt(200) : random.nextInt(5)),
                lastArrival.getOrDefault(way, 0L));
        lastArrival.put(way, at);
        time.later(at - time.now(), () -> {
            if (!cut[from.place][to.place] && (calm || random.nextInt(50) != 0)) {
                on(to, task);
            }
        });
    }
}

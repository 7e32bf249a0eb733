package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.AppendResult;
import dev.echowall.broker.AppendResult.Status;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.stream.AppendOutcome;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Retention;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One shard on a few members in a world that is against them: messages are late or lost, members are cut off, stand still, die
 * and come back with or without their memory, and what each believes about who is there has little to do with the truth. The
 * code that decides is the server's own; only the messages are simulated. The same seed is the same story.
 */
final class ReplicaModel {
    private static final String[] CHANNELS = {"a", "b"};
    private static final Retention BOUNDS = new Retention(10_000, 1 << 30, 0, 1_000_000_000);

    private record Attempt(String sender, long sequence, String channel, List<Draft> drafts) {}

    private final Random random;
    /** For what changes nothing, so that a seed's story stays what it was. */
    private final Random apart;

    private final Quorum quorum;
    /** One is refused for a promise that its successor makes good. */
    private static final int TRIES = 4;

    private final SimulatedMember[] members;
    private final boolean[][] cut;
    private final ObservedHistory history = new ObservedHistory();
    private final List<Attempt> unanswered = new ArrayList<>();
    private final SimulatedTime time = new SimulatedTime();
    private int ids;
    private int said;
    private int takenOver;
    private int acks;
    private int reads;
    private int told;

    ReplicaModel(long seed, int size, int backups) {
        this.random = new Random(seed);
        this.apart = new Random(~seed);
        this.quorum = new Quorum(size / 2 + 1, backups);
        this.members = new SimulatedMember[size];
        this.cut = new boolean[size][size];
        for (int i = 0; i < size; i++) {
            members[i] = fresh(i);
        }
    }

    int acks() {
        return acks;
    }

    int reads() {
        return reads;
    }

    int told() {
        return told;
    }

    int takenOver() {
        return takenOver;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            int what = random.nextInt(100);
            long at = random.nextInt(40);
            if (what < 55) {
                time.later(at, this::append);
            } else if (what < 75) {
                time.later(at, this::read);
            } else if (what < 85) {
                time.later(at, this::takeOver);
            } else if (what < 90) {
                time.later(at, this::believe);
            } else if (what < 94) {
                time.later(at, this::cutOrHeal);
            } else if (what < 96) {
                time.later(at, this::pauseOrGoOn);
            } else if (what < 99) {
                time.later(at, this::heal);
            } else {
                time.later(at, this::dieAndComeBack);
            }
            if (apart.nextInt(4) == 0) {
                time.later(apart.nextInt(40), this::readHere);
            }
            time.runUntil(time.now() + random.nextInt(30));
        }
        time.runUntil(time.now() + 10_000);
        endWell();
    }

    /** When nothing is in the way any more, whoever believes that it leads, or somebody, soon has everybody's vote. */
    private void endWell() {
        calm = true;
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        Set<String> all = new TreeSet<>();
        for (SimulatedMember member : members) {
            all.add(member.replica.self());
            while (member.paused) {
                goOn(member);
            }
        }
        for (SimulatedMember member : members) {
            member.believed = new HashSet<>(all);
        }
        time.runUntil(time.now() + 10_000);
        SimulatedMember member = oneThatLeads();
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

    private SimulatedMember any() {
        return members[random.nextInt(members.length)];
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
        SimulatedMember member = any();
        Set<String> believed = new HashSet<>();
        believed.add(member.replica.self());
        for (SimulatedMember other : members) {
            boolean reached = other.alive && !cut[member.place][other.place] && !cut[other.place][member.place];
            if (other != member && (random.nextInt(8) == 0 ? random.nextBoolean() : reached)) {
                believed.add(other.replica.self());
            }
        }
        member.believed = believed;
    }

    private void cutOrHeal() {
        int one = random.nextInt(members.length);
        int other = random.nextInt(members.length);
        cut[one][other] = one != other && random.nextBoolean();
        if (random.nextBoolean()) {
            cut[other][one] = cut[one][other];
        }
    }

    private void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        for (int i = 0; i < members.length; i++) {
            believe();
        }
    }

    private void pauseOrGoOn() {
        SimulatedMember member = any();
        if (member.paused) {
            goOn(member);
        } else {
            member.paused = true;
        }
    }

    private void goOn(SimulatedMember member) {
        member.paused = false;
        List<Runnable> all = new ArrayList<>(member.waiting);
        member.waiting.clear();
        all.forEach(task -> time.later(0, () -> on(member, task)));
    }

    private void dieAndComeBack() {
        SimulatedMember gone = any();
        gone.alive = false;
        gone.waiting.clear();
        SimulatedMember next = random.nextInt(3) == 0 ? carriedOver(gone) : fresh(gone.place);
        members[gone.place] = next;
        for (int i = 0; i < members.length; i++) {
            if (random.nextBoolean()) {
                believe();
            }
        }
    }

    /** As one that was cut off takes its memory along. */
    private SimulatedMember carriedOver(SimulatedMember gone) {
        Replica carried = SerializedCopies.of(gone.replica);
        SimulatedMember next = new SimulatedMember(gone.place, carried, quorum);
        next.believed = new HashSet<>(gone.believed);
        return next;
    }

    private void on(SimulatedMember member, Runnable task) {
        if (!member.alive) {
            return;
        }
        if (member.paused) {
            member.waiting.add(task);
        } else {
            task.run();
        }
    }

    private @Nullable SimulatedMember byId(String id) {
        for (SimulatedMember member : members) {
            if (member.replica.self().equals(id)) {
                return member;
            }
        }
        return null;
    }

    /** There and back; either way may be slow, or the end of it. What one sends to another keeps its order. */
    private <T> Future<T> ask(SimulatedMember from, String to, Function<SimulatedMember, T> what) {
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

    /** Nothing is lost any more. */
    private boolean calm;

    private final Map<String, Long> lastArrival = new HashMap<>();

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

    private void takeOver() {
        takeOver(any());
    }

    private void takeOver(SimulatedMember member) {
        if (!member.alive || member.paused || member.busy) {
            return;
        }
        member.busy = true;
        Takeover.Anew anew = random.nextInt(4) == 0 ? Takeover.Anew.AT_ONCE : Takeover.Anew.WHEN_ALL_ANSWER;
        new Takeover(member.replica, new Reached(member), quorum, anew).run().onComplete(done -> {
            member.busy = false;
            takenOver += done.succeeded() && done.result() == Takeover.End.WHOLE ? 1 : 0;
        });
    }

    private final class Reached implements ReplicaClient {
        private final SimulatedMember member;

        Reached(SimulatedMember member) {
            this.member = member;
        }

        @Override
        public List<String> live() {
            Set<String> live = new TreeSet<>(member.believed);
            live.add(member.replica.self());
            return List.copyOf(live);
        }

        @Override
        public List<String> order(int shard) {
            List<String> order = new ArrayList<>(live());
            Collections.shuffle(order, random);
            return order;
        }

        @Override
        public Future<Vote> vote(String replica, int shard, Term term) {
            return ask(member, replica, to -> to.replica.vote(term));
        }

        @Override
        public Future<Boolean> activate(
                String replica, int shard, VoterConfiguration configuration, ShardEpoch shardEpoch) {
            return ask(member, replica, to -> to.replica.activate(configuration, shardEpoch));
        }

        @Override
        public Future<List<StreamCopy>> fetch(String replica, int shard, Term term, Collection<String> channels) {
            Future<FetchReply> fetched =
                    ask(member, replica, to -> SerializedCopies.of(new FetchReply(to.replica.fetch(term, channels))));
            return fetched.compose(answer ->
                    answer.copies() == null ? Future.failedFuture("no") : Future.succeededFuture(answer.copies()));
        }

        @Override
        public Future<Integer> push(int shard, Term term, String backup) {
            Promise<Integer> promise = Promise.promise();
            time.later(
                    0,
                    () -> on(member, () -> {
                        LeaderReply<Integer> step = member.leader.push(term, backup, 1 << 20);
                        send(member, step, answer -> promise.tryComplete(answer), () -> promise.tryComplete(-1));
                    }));
            return promise.future();
        }

        @Override
        public Future<Void> reset(String replica, int shard, Term term) {
            Future<Boolean> reset = ask(member, replica, to -> to.replica.reset(term));
            return reset.compose(so -> so ? Future.succeededFuture() : Future.failedFuture("no"));
        }

        @Override
        public void release(String replica, int shard, Term term) {
            ask(member, replica, to -> {
                to.replica.release(term);
                return true;
            });
        }
    }

    private <T> void send(SimulatedMember from, LeaderReply<T> step, Consumer<T> arrived, Runnable lost) {
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
                    from.leader.doubt(step.sent().get(i));
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

    /* One that believes that it leads, where there is one. */
    private SimulatedMember oneThatLeads() {
        List<SimulatedMember> leading = new ArrayList<>();
        for (SimulatedMember each : members) {
            if (each.replica.leadership() != null) {
                leading.add(each);
            }
        }
        return leading.isEmpty() ? any() : leading.get(random.nextInt(leading.size()));
    }

    private void append() {
        SimulatedMember member = oneThatLeads();
        if (!member.alive || member.paused) {
            return;
        }
        Attempt attempt;
        if (!unanswered.isEmpty() && random.nextInt(3) == 0) {
            attempt = unanswered.get(random.nextInt(unanswered.size()));
        } else {
            String channel = CHANNELS[random.nextInt(CHANNELS.length)];
            List<Draft> drafts = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                drafts.add(new Draft(Payload.text("p" + ++said), "id" + said, 0));
            }
            attempt = new Attempt("s" + said, 1, channel, drafts);
            unanswered.add(attempt);
        }
        BatchHeader header = new BatchHeader(attempt.sender(), attempt.sequence(), "n", true, BOUNDS);
        LeaderReply<AppendResult> step = member.leader.append(attempt.channel(), header, attempt.drafts(), time.now());
        if (step.answer().status() != Status.ACCEPTED) {
            return;
        }
        send(
                member,
                step,
                answer -> {
                    unanswered.remove(attempt);
                    acks++;
                    history.acknowledged(attempt.channel(), attempt.drafts(), answer);
                    announce(attempt.channel(), answer);
                },
                () -> {});
    }

    private void read() {
        SimulatedMember member = oneThatLeads();
        if (!member.alive || member.paused) {
            return;
        }
        String channel = CHANNELS[random.nextInt(CHANNELS.length)];
        LeaderReply<ReadReply> step = member.leader.read(channel, new Position("", 0), 10_000, 1 << 30, Long.MIN_VALUE);
        if (step.answer().status() != Status.ACCEPTED) {
            return;
        }
        Recovery recovery = step.answer().recovery();
        Set<Long> before = history.acknowledged(channel, recovery.epoch());
        send(
                member,
                step,
                answer -> {
                    reads++;
                    history.read(channel, (Recovered) recovery, before);
                    if (!step.sent().isEmpty()) {
                        Position upTo = new Position(recovery.epoch(), recovery.top());
                        ReplicatedChange sent = step.sent().get(0);
                        settle(member, channel, upTo, new HeldVersion(sent.term(), sent.after()));
                    }
                },
                () -> {});
    }

    /* By a way of its own, which is not cut where the others are; it may be late, or never come. */
    private void announce(String channel, AppendResult answer) {
        long last = 0;
        for (long outcome : answer.outcomes()) {
            last = Math.max(last, AppendOutcome.offset(outcome));
        }
        Position upTo = new Position(answer.epoch(), last);
        if (answer.version().equals(StreamVersion.NONE)) {
            return;
        }
        for (SimulatedMember member : members) {
            if (apart.nextInt(4) != 0) {
                HeldVersion in = HeldVersion.of(answer.version());
                time.later(apart.nextInt(100), () -> on(member, () -> settle(member, channel, upTo, in)));
            }
        }
    }

    private static void settle(SimulatedMember member, String channel, Position upTo, HeldVersion in) {
        StreamCopy copy = member.replica.copies().get(channel);
        if (copy != null) {
            copy.settle(upTo, in);
        }
    }

    /* As a member does that sees too few others: from its own copy, whatever has become of the rest. */
    private void readHere() {
        SimulatedMember member = members[apart.nextInt(members.length)];
        String channel = CHANNELS[apart.nextInt(CHANNELS.length)];
        StreamCopy copy = member.replica.copies().get(channel);
        if (member.alive && copy != null) {
            Recovery here = copy.readSettled(new Position("", 0), 10_000, 1 << 30, Long.MIN_VALUE);
            Recovered recovered = (Recovered) here;
            told += recovered.publications().size();
            history.told(channel, recovered);
        }
    }
}

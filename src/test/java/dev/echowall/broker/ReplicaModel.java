package dev.echowall.broker;

import com.hazelcast.internal.nio.BufferObjectDataInput;
import com.hazelcast.internal.nio.BufferObjectDataOutput;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import dev.echowall.broker.Appended.Outcome;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Bounds;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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
    private static final Bounds BOUNDS = new Bounds(10_000, 1 << 30, 0, 1_000_000_000);

    /** One process, from its start to its end. */
    private static final class Member {
        final int place;
        final Replica replica;
        final Leader leader;
        Set<String> believed = new HashSet<>();
        boolean alive = true;
        boolean busy;
        final List<Runnable> waiting = new ArrayList<>();
        boolean paused;

        Member(int place, Replica replica, Terms terms) {
            this.place = place;
            this.replica = replica;
            this.leader = new Leader(replica, terms);
        }
    }

    private record Event(long time, long order, Runnable task) {}

    private record Attempt(String sender, long sequence, String channel, List<Draft> drafts) {}

    private final InternalSerializationService wire = new DefaultSerializationServiceBuilder()
            .addDataSerializableFactory(Types.FACTORY, new Types())
            .build();
    private final Random random;
    private final Terms terms;
    private final Member[] members;
    private final boolean[][] cut;
    private final PriorityQueue<Event> events = new PriorityQueue<>((one, other) -> one.time() != other.time()
            ? Long.compare(one.time(), other.time())
            : Long.compare(one.order(), other.order()));
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Set<Long>> acknowledged = new HashMap<>();
    private final List<Attempt> unanswered = new ArrayList<>();
    private long now;
    private long order;
    private int ids;
    private int said;
    private int takenOver;
    private int acks;
    private int reads;

    ReplicaModel(long seed, int size, int backups) {
        this.random = new Random(seed);
        this.terms = new Terms(size / 2 + 1, backups);
        this.members = new Member[size];
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

    int takenOver() {
        return takenOver;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            int what = random.nextInt(100);
            long at = random.nextInt(40);
            if (what < 55) {
                later(at, this::append);
            } else if (what < 75) {
                later(at, this::read);
            } else if (what < 85) {
                later(at, this::takeOver);
            } else if (what < 90) {
                later(at, this::believe);
            } else if (what < 94) {
                later(at, this::cutOrHeal);
            } else if (what < 96) {
                later(at, this::pauseOrGoOn);
            } else if (what < 99) {
                later(at, this::heal);
            } else {
                later(at, this::dieAndComeBack);
            }
            runUntil(now + random.nextInt(30));
        }
        runUntil(now + 10_000);
    }

    private void runUntil(long time) {
        while (!events.isEmpty() && events.peek().time() <= time) {
            Event next = events.remove();
            now = next.time();
            next.task().run();
        }
        now = time;
    }

    private void later(long millis, Runnable task) {
        events.add(new Event(now + millis, ++order, task));
    }

    private Member any() {
        return members[random.nextInt(members.length)];
    }

    private Member fresh(int place) {
        Member member = new Member(place, new Replica(0, "r" + ++ids), terms);
        for (int i = 0; i < members.length; i++) {
            if (members[i] != null && i != place) {
                member.believed.add(members[i].replica.self());
            }
        }
        return member;
    }

    /* What a member believes: mostly the truth about whom it can reach, sometimes anything. */
    private void believe() {
        Member member = any();
        Set<String> believed = new HashSet<>();
        believed.add(member.replica.self());
        for (Member other : members) {
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
        Member member = any();
        member.paused = !member.paused;
        if (!member.paused) {
            List<Runnable> all = new ArrayList<>(member.waiting);
            member.waiting.clear();
            all.forEach(task -> later(0, () -> on(member, task)));
        }
    }

    private void dieAndComeBack() {
        Member gone = any();
        gone.alive = false;
        gone.waiting.clear();
        Member next = random.nextInt(3) == 0 ? carriedOver(gone) : fresh(gone.place);
        members[gone.place] = next;
        for (int i = 0; i < members.length; i++) {
            if (random.nextBoolean()) {
                believe();
            }
        }
    }

    /** As one that was cut off takes its memory along. */
    private Member carriedOver(Member gone) {
        Replica carried = new Replica(0, gone.replica.self());
        try {
            BufferObjectDataOutput out = wire.createObjectDataOutput();
            gone.replica.write(out);
            carried.read(wire.createObjectDataInput(out.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Member next = new Member(gone.place, carried, terms);
        next.believed = new HashSet<>(gone.believed);
        return next;
    }

    private void on(Member member, Runnable task) {
        if (!member.alive) {
            return;
        }
        if (member.paused) {
            member.waiting.add(task);
        } else {
            task.run();
        }
    }

    private @Nullable Member byId(String id) {
        for (Member member : members) {
            if (member.replica.self().equals(id)) {
                return member;
            }
        }
        return null;
    }

    /** There and back; either way may be slow, or the end of it. What one sends to another keeps its order. */
    private <T> Future<T> ask(Member from, String to, Function<Member, T> what) {
        Promise<T> promise = Promise.promise();
        later(300 + random.nextInt(100), () -> on(from, () -> promise.tryFail("silence")));
        Member target = byId(to);
        if (target == null) {
            return promise.future();
        }
        deliver(from, target, () -> {
            T answer = what.apply(target);
            deliver(target, from, () -> promise.tryComplete(answer));
        });
        return promise.future();
    }

    private final Map<String, Long> lastArrival = new HashMap<>();

    private void deliver(Member from, Member to, Runnable task) {
        if (from == to) {
            later(0, () -> on(to, task));
            return;
        }
        String way = from.replica.self() + ">" + to.replica.self();
        long at = Math.max(
                now + 1 + (random.nextInt(20) == 0 ? random.nextInt(200) : random.nextInt(5)),
                lastArrival.getOrDefault(way, 0L));
        lastArrival.put(way, at);
        later(at - now, () -> {
            if (!cut[from.place][to.place] && random.nextInt(50) != 0) {
                on(to, task);
            }
        });
    }

    private void takeOver() {
        Member member = any();
        if (!member.alive || member.paused || member.busy) {
            return;
        }
        member.busy = true;
        Takeover.Anew anew = random.nextInt(4) == 0 ? Takeover.Anew.AT_ONCE : Takeover.Anew.WHEN_ALL_ANSWER;
        new Takeover(member.replica, new Reached(member), terms, anew).run().onComplete(done -> {
            member.busy = false;
            takenOver += done.succeeded() && done.result() == Takeover.End.WHOLE ? 1 : 0;
        });
    }

    private final class Reached implements Peers {
        private final Member member;

        Reached(Member member) {
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
        public Future<Boolean> activate(String replica, int shard, Configuration configuration, Birth birth) {
            return ask(member, replica, to -> to.replica.activate(configuration, birth));
        }

        @Override
        public Future<List<StreamCopy>> fetch(String replica, int shard, Term term, Collection<String> channels) {
            Future<Fetched> fetched = ask(member, replica, to -> copied(new Fetched(to.replica.fetch(term, channels))));
            return fetched.compose(answer ->
                    answer.copies() == null ? Future.failedFuture("no") : Future.succeededFuture(answer.copies()));
        }

        @Override
        public Future<Integer> push(int shard, Term term, String backup) {
            Promise<Integer> promise = Promise.promise();
            later(
                    0,
                    () -> on(member, () -> {
                        Step<Integer> step = member.leader.push(term, backup, 1 << 20);
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

    private <T> void send(Member from, Step<T> step, Consumer<T> arrived, Runnable lost) {
        List<Future<Replica.Followed>> all = new ArrayList<>();
        for (Sent sent : step.sent()) {
            Change onTheWire = copied(sent.change());
            Sent copy = new Sent(sent.backup(), sent.term(), sent.channel(), sent.before(), sent.after(), onTheWire);
            all.add(ask(from, sent.backup(), to -> to.replica.follow(copy)));
        }
        Future.join(all).onComplete(done -> {
            boolean so = true;
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).result() != Replica.Followed.DONE) {
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
    private Member oneThatLeads() {
        List<Member> leading = new ArrayList<>();
        for (Member each : members) {
            if (each.replica.lead() != null) {
                leading.add(each);
            }
        }
        return leading.isEmpty() ? any() : leading.get(random.nextInt(leading.size()));
    }

    private void append() {
        Member member = oneThatLeads();
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
        Step<Appended> step = member.leader.append(attempt.channel(), header, attempt.drafts(), now);
        if (step.answer().outcome() != Outcome.ACCEPTED) {
            return;
        }
        send(
                member,
                step,
                answer -> {
                    unanswered.remove(attempt);
                    acks++;
                    for (int i = 0; i < attempt.drafts().size(); i++) {
                        long offset = Verdict.offset(answer.verdicts()[i]);
                        if (Verdict.taken(answer.verdicts()[i]) || offset > 0) {
                            seen(
                                    attempt.channel(),
                                    answer.epoch(),
                                    offset,
                                    attempt.drafts().get(i).payload().string());
                            acknowledged
                                    .computeIfAbsent(attempt.channel() + " " + answer.epoch(), id -> new HashSet<>())
                                    .add(offset);
                        }
                    }
                },
                () -> {});
    }

    private void read() {
        Member member = oneThatLeads();
        if (!member.alive || member.paused) {
            return;
        }
        String channel = CHANNELS[random.nextInt(CHANNELS.length)];
        Step<Answer> step = member.leader.read(channel, new Position("", 0), 10_000, 1 << 30, Long.MIN_VALUE);
        if (step.answer().outcome() != Outcome.ACCEPTED) {
            return;
        }
        Recovery recovery = step.answer().recovery();
        Set<Long> before = new HashSet<>(acknowledged.getOrDefault(channel + " " + recovery.epoch(), Set.of()));
        send(
                member,
                step,
                answer -> {
                    reads++;
                    Set<Long> there = new HashSet<>();
                    for (Publication each : ((Recovered) recovery).publications()) {
                        seen(
                                channel,
                                each.epoch(),
                                each.offset(),
                                each.payload().string());
                        there.add(each.offset());
                    }
                    if (!there.containsAll(before)) {
                        before.removeAll(there);
                        throw new AssertionError(
                                "acknowledged and gone under epoch " + recovery.epoch() + ": " + before);
                    }
                },
                () -> {});
    }

    private void seen(String channel, String epoch, long offset, String payload) {
        String earlier = known.putIfAbsent(channel + " " + epoch + ":" + offset, payload);
        if (earlier != null && !earlier.equals(payload)) {
            throw new AssertionError(
                    "two at " + channel + " " + epoch + ":" + offset + ": " + earlier + " and " + payload);
        }
    }

    private Fetched copied(Fetched fetched) {
        return wire.toObject(wire.toData(fetched));
    }

    private Change copied(Change change) {
        try {
            BufferObjectDataOutput out = wire.createObjectDataOutput();
            change.write(out);
            BufferObjectDataInput in = wire.createObjectDataInput(out.toByteArray());
            return Change.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Term;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.journal.JournalOptions;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member has after a start is what its replicas had before: with their votes after an orderly stop. */
class ReplicaJournalTest {
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final Retention KEPT = new Retention(20, 1 << 20, 0, 1_000_000);
    private static final Retention NOTHING = new Retention(0, 0, 1, 1_000_000);

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private int said;
    private long now = 1_000_000;

    private ClusterOptions options() {
        JournalOptions journal = new JournalOptions("wall", "node1", Duration.ofMillis(10), 65_536, 32 << 20);
        return new ClusterOptions(
                "node1", "wall", "127.0.0.1", 0, 0, List.of(), 0, 1, null, new JournalSettings(directory, journal));
    }

    @Test
    void after_a_crash_it_has_every_stream_as_it_was_without_a_vote() throws Exception {
        Replicas before = StoredReplicas.open(options());
        live(before);
        Map<String, String> copies = copies(before);
        journal(before).journal().synced().toCompletableFuture().get(10, TimeUnit.SECONDS);
        journal(before).journal().close(false);

        Replicas after = StoredReplicas.open(options());

        assertThat(copies(after)).isEqualTo(copies);
        assertThat(copies).as("seed %d", SEED).hasSizeGreaterThan(10);
        assertThat(after.self()).isNotEqualTo(before.self());
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            Replica replica = after.replica(shard);
            assertThat(replica.configuration()).isNull();
            assertThat(replica.candidacy().number())
                    .isGreaterThan(
                            replica.size() == 0
                                    ? 0
                                    : before.replica(shard).promised().number());
        }
        journal(after).close();
    }

    @Test
    void after_an_orderly_stop_it_is_the_same_replica_with_its_vote() throws Exception {
        Replicas before = StoredReplicas.open(options());
        live(before);
        Map<String, String> copies = copies(before);
        List<ReplicaState> states = states(before);
        journal(before).close();

        Replicas after = StoredReplicas.open(options());

        assertThat(copies(after)).as("seed %d", SEED).isEqualTo(copies);
        assertThat(states(after)).isEqualTo(states);
        journal(after).journal().close(false);

        // Only once: what it does from then on is not in what it was stopped with.
        Replicas crashed = StoredReplicas.open(options());
        assertThat(crashed.self()).isNotEqualTo(before.self());
        assertThat(copies(crashed)).isEqualTo(copies);
        journal(crashed).close();
    }

    @Test
    void streams_go_on_at_the_present_time_however_long_it_was_stopped() throws Exception {
        Replicas before = StoredReplicas.open(options());
        live(before);
        journal(before).close();

        Replicas after = StoredReplicas.open(options());

        long later = now + Duration.ofDays(7).toMillis();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            after.replica(shard)
                    .copies()
                    .forEach((channel, copy) -> assertThat(copy.stream().taken("a sender", 1, later))
                            .as(channel)
                            .isEqualTo(later));
        }
        journal(after).close();
    }

    @Test
    void who_is_stopped_before_a_leader_has_taken_its_copies_still_knows_that_they_are_from_a_journal()
            throws Exception {
        Replicas before = StoredReplicas.open(options());
        live(before);
        journal(before).journal().close(false);
        Replicas restored = StoredReplicas.open(options());
        journal(restored).close();

        Replicas again = StoredReplicas.open(options());

        Replica replica = replicaWithStreams(again);
        assertThat(replica.vote(new Term(1_000, "other")).restored()).isTrue();
        journal(again).close();
    }

    private static Replica replicaWithStreams(Replicas replicas) {
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            if (replicas.replica(shard).size() > 0) {
                return replicas.replica(shard);
            }
        }
        throw new AssertionError("there are no streams");
    }

    private static ReplicaJournal journal(Replicas replicas) {
        return Objects.requireNonNull(replicas.journal());
    }

    /* Leads all shards alone: appends, forgets, retires, and sometimes begins new epochs. */
    private void live(Replicas replicas) throws IOException {
        Set<Integer> led = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String channel = "c" + random.nextInt(40);
            int shard = Placement.shard(channel);
            if (led.add(shard) || random.nextInt(200) == 0) {
                lead(replicas.replica(shard));
            }
            Leader leader = replicas.leader(shard);
            now += random.nextInt(50);
            int what = random.nextInt(100);
            if (what < 90) {
                leader.append(channel, header(), drafts(), now);
            } else if (what < 94) {
                leader.removeHistory(channel, NOTHING, now);
            } else if (what < 98) {
                leader.retire(channel, new Retention(5, 1 << 20, 0, 1_000_000), 1_000_000, now);
            } else {
                leader.retire(channel, KEPT, -1, now);
            }
            if (random.nextInt(5) == 0) {
                settle(replicas, channel);
            }
        }
        for (int round = 0; round < 3; round++) {
            journal(replicas).settle();
        }
    }

    private static void lead(Replica replica) {
        Term term = new Term(replica.promised().number() + 1, replica.self());
        replica.vote(term);
        VoterConfiguration first =
                new VoterConfiguration("l" + term.number(), term, 0, List.of(replica.self()), List.of());
        assertThat(replica.beginNewEpoch(first)).isTrue();
        assertThat(replica.activate(first, replica.shardEpoch())).isTrue();
        assertThat(replica.leadership(first, List.of(), true, Map.of())).isNotNull();
    }

    private BatchHeader header() {
        return new BatchHeader("sender" + random.nextInt(5), ++said, "node1", true, KEPT);
    }

    private List<Draft> drafts() {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            drafts.add(new Draft(Payload.text("p" + ++said), random.nextBoolean() ? "id" + said : null, 0));
        }
        return drafts;
    }

    private static void settle(Replicas replicas, String channel) {
        Replica replica = replicas.replica(Placement.shard(channel));
        StreamCopy copy = replica.copies().get(channel);
        if (copy != null) {
            replicas.settle(
                    channel, new Position(copy.stream().epoch(), copy.stream().top()), HeldVersion.of(copy.version()));
        }
    }

    private static List<ReplicaState> states(Replicas replicas) {
        List<ReplicaState> states = new ArrayList<>();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            states.add(replicas.replica(shard).state());
        }
        return states;
    }

    /** Everything of each copy in words, but what is known to be acknowledged of a stream that has gone on since. */
    private static Map<String, String> copies(Replicas replicas) {
        Map<String, String> copies = new TreeMap<>();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            replicas.replica(shard).copies().forEach((channel, copy) -> {
                Map<Object, Object> batches = new HashMap<>();
                copy.stream().sent().forEach(each -> batches.put(each.sender(), each.sequence() + "@" + each.time()));
                boolean settled = copy.settled() == copy.stream().top();
                copies.put(
                        channel,
                        String.join(
                                " ",
                                copy.stream().epoch() + ":" + copy.stream().top(),
                                copy.stream().ancestors().toString(),
                                copy.held().toString(),
                                settled ? "settled" : "unsettled",
                                copy.stream().publications().toString(),
                                new TreeMap<>(batches).toString(),
                                copy.stream().ids().stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .toList()
                                        .toString()));
            });
        }
        return copies;
    }
}

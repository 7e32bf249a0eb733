package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was decided for one start must not hold for what happens to the cluster later. */
class OpenByForceTest {
    private static final Term TERM = new Term(1, "a");

    private final Replicas replicas = new Replicas(
            "a",
            new ClusterOptions(
                    "node1",
                    "wall",
                    "127.0.0.1",
                    5701,
                    0,
                    List.of("127.0.0.1:5701", "127.0.0.1:5702", "127.0.0.1:5703"),
                    1,
                    2,
                    null));

    private void decide(int shard) {
        Replica replica = replicas.replica(shard);
        assertThat(replica.vote(TERM).granted()).isTrue();
        VoterConfiguration first = new VoterConfiguration("line", TERM, 0, List.of("a"), List.of("a"));
        assertThat(replica.activate(first, ShardEpoch.NONE)).isTrue();
    }

    @Test
    void it_holds_until_each_shard_has_a_leader() {
        assertThat(replicas.openByForce()).isTrue();
        assertThat(replicas.coldStart().forced()).isTrue();
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            assertThat(replicas.isOpenedByForce()).isTrue();
            decide(shard);
        }
        assertThat(replicas.isOpenedByForce()).isFalse();
        assertThat(replicas.coldStart().forced()).isFalse();
    }

    @Test
    void it_is_decided_once() {
        assertThat(replicas.openByForce()).isTrue();
        assertThat(replicas.openByForce()).isFalse();
    }

    @Test
    void who_has_leaders_takes_no_late_word_for_it() {
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            decide(shard);
        }
        assertThat(replicas.openByForce()).isFalse();
        assertThat(replicas.isOpenedByForce()).isFalse();
    }
}

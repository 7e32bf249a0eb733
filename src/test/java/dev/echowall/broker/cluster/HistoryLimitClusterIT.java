package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TestCluster.Setup;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three members whose channels may keep 3 MiB together, so that each has room for 2 MiB of copies. */
class HistoryLimitClusterIT {
    private static final int SHARE = 2 << 20;
    private static final String LARGE = "x".repeat(50_000);

    private static final TestCluster cluster = TestCluster.start(3, Setup.DEFAULT.withHistory(3 << 20));

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void anew() {
        cluster.nodes().forEach(each -> replicas(each).forgetAll());
        until(
                "every member knows its share",
                () -> cluster.nodes().stream()
                        .allMatch(each -> replicas(each).budget().limit() == SHARE
                                && replicas(each).budget().agreed() == Long.MAX_VALUE));
    }

    @Test
    void copies_on_every_member_stay_within_its_share() {
        List<Future<Published>> said = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            said.add(cluster.node(i % 3).broker().publish(ChannelName.of("c" + i), Payload.text(LARGE), null));
        }
        await(Future.join(said).otherwiseEmpty());
        assertThat(cluster.nodes()).allSatisfy(each -> {
            assertThat(replicas(each).budget().used()).isLessThan(SHARE + 20L * LARGE.length());
        });
        assertThat(cluster.nodes().stream()
                        .mapToLong(each -> replicas(each).budget().used())
                        .sum())
                .as("no more than needed is given up")
                .isGreaterThan(SHARE);
        until(
                "they have given up enough",
                () -> cluster.nodes().stream()
                        .noneMatch(each -> replicas(each).budget().isFull()));
    }

    @Test
    void what_a_leader_gives_up_its_backup_gives_up_too() {
        ChannelName channel = ChannelName.of("large");
        Node node = cluster.node(0);
        until("it has to give up something", () -> {
            await(node.broker().publish(channel, Payload.text(LARGE), null).otherwiseEmpty());
            return kept("large").stream()
                    .anyMatch(copy -> !copy.isEmpty() && copy.get(0).offset() > 1);
        });
        until("leader and backup keep the same", () -> {
            List<List<Publication>> copies = kept("large");
            return copies.size() == 2 && copies.get(0).equals(copies.get(1));
        });
    }

    @Test
    void a_leader_refuses_for_a_backup_that_has_no_room() {
        String name = cluster.ownedBy(0);
        ChannelName channel = ChannelName.of(name);
        Node leader = cluster.node(0);
        await(leader.broker().publish(channel, Payload.text("small"), null));
        Node backup = cluster.nodes().stream()
                .filter(each -> !each.equals(leader)
                        && replicas(each).replica(Placement.shard(name)).size() > 0)
                .findFirst()
                .orElseThrow();
        replicas(leader).budget().told(replicas(backup).self());

        Future<Published> refused = leader.broker().publish(channel, Payload.text(LARGE), null);
        assertThatThrownBy(() -> await(refused))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FULL));
        until(
                "it asks the backup again",
                () -> await(leader.broker()
                        .publish(channel, Payload.text(LARGE), null)
                        .map(done -> true)
                        .otherwise(false)));
    }

    @Test
    void what_is_forgotten_is_counted_no_more() {
        await(cluster.node(0).broker().publish(ChannelName.of("a"), Payload.text(LARGE), null));
        cluster.nodes().forEach(each -> replicas(each).forgetAll());
        assertThat(cluster.nodes())
                .allSatisfy(each -> assertThat(replicas(each).budget().used()).isZero());
    }

    private static List<List<Publication>> kept(String channel) {
        List<List<Publication>> found = new ArrayList<>();
        for (Node each : cluster.nodes()) {
            Replica replica = replicas(each).replica(Placement.shard(channel));
            synchronized (replica) {
                StreamCopy copy = replica.copies().get(channel);
                if (copy != null) {
                    found.add(copy.stream().publications());
                }
            }
        }
        return found;
    }

    private static Replicas replicas(Node node) {
        return Replicas.of(node.hazelcast());
    }
}

package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.impl.InternalPartitionServiceImpl;
import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.testing.TestCluster;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is done at once when a member dies. */
class PartitionPromotionIT {
    @Test
    void a_stream_has_an_owner_again_although_partitions_must_not_move() {
        try (TestCluster cluster = TestCluster.start(3)) {
            ChannelName channel = ChannelName.of(cluster.ownedBy(2));
            await(cluster.node(0).broker().publish(channel, Payload.text("one"), null));
            cluster.kill(2);
            // As Hazelcast does when the one that died was about to be given some, or to give some.
            InternalPartitionServiceImpl partitions = partitions(cluster.node(0).hazelcast());
            partitions.pauseMigration();
            until("they may move again", partitions::areMigrationTasksAllowed);
            Published two = await(cluster.node(0).broker().publish(channel, Payload.text("two"), null));
            assertThat(two.position().offset()).isEqualTo(2);
        }
    }

    @Test
    void that_a_member_left_is_seen_although_listeners_wait() {
        try (TestCluster cluster = TestCluster.start(2);
                Waiting waiting = new Waiting(new CountDownLatch(1))) {
            HazelcastInstance hazelcast = cluster.node(0).hazelcast();
            PartitionPromotion succession = new PartitionPromotion(hazelcast);
            hazelcast.getCluster().addMembershipListener(waiting);
            assertThat(succession.look()).isFalse();
            cluster.kill(1);
            until("it is seen", succession::look);
            assertThat(succession.look()).isFalse();
        }
    }

    private static InternalPartitionServiceImpl partitions(HazelcastInstance hazelcast) {
        return ((HazelcastInstanceProxy) hazelcast).getOriginal().node.partitionService;
    }

    private record Waiting(CountDownLatch end) implements MembershipListener, AutoCloseable {
        @Override
        public void memberAdded(MembershipEvent event) {}

        @Override
        public void memberRemoved(MembershipEvent event) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            end.countDown();
        }
    }
}

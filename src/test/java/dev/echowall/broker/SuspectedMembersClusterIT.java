package dev.echowall.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Member;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TimeLimits;
import org.junit.jupiter.api.Test;

class SuspectedMembersClusterIT {
    private static ClusterServiceImpl service(Node node) {
        return ((HazelcastInstanceProxy) node.hazelcast()).getOriginal().node.getClusterService();
    }

    private static Member seenBy(Node seer, Node seen) {
        return service(seer)
                .getMember(seen.hazelcast().getCluster().getLocalMember().getUuid());
    }

    private static long lastHeard(Node by, Node of) {
        return service(by).getClusterHeartbeatManager().getLastHeartbeatTime(seenBy(by, of));
    }

    private static void suspects(Node who, Node whom) {
        service(who).suspectMember(seenBy(who, whom), "there was a cut between them", true);
    }

    @Test
    void two_that_suspect_each_other_hear_each_other_again_when_they_can() throws Exception {
        try (TestCluster cluster = TestCluster.start(3)) {
            Node second = cluster.node(1);
            Node third = cluster.node(2);
            TimeLimits.until("all is whole", () -> second.broker().waitsFor().isEmpty());
            suspects(second, third);
            suspects(third, second);
            long then = Math.max(lastHeard(second, third), lastHeard(third, second));

            TimeLimits.until(
                    "heartbeats", () -> Math.min(lastHeard(second, third), lastHeard(third, second)) > then + 1_500);
            TimeLimits.until(
                    "both are ready",
                    () -> second.broker().waitsFor().isEmpty()
                            && third.broker().waitsFor().isEmpty());
            assertThat(cluster.node(0).membership().nodes()).hasSize(3);
        }
    }
}

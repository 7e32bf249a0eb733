package dev.echowall.broker.cluster;

import dev.echowall.broker.Broker;
import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.channel.Namespaces;
import dev.echowall.metrics.Metrics;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TestCluster.Setup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A broker of two members; between tests its map is emptied, which no node may do otherwise. */
class ClusterBrokerIT implements BrokerContract {
    private static final Namespaces NAMESPACES = new Namespaces(
            BrokerContract.keeping(1000),
            Map.of("none", BrokerContract.keeping(0), "short", BrokerContract.keeping(10)));

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static TestCluster cluster;

    @SuppressWarnings("NullAway.Init") // made before each test
    private ClusterBroker broker;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Context context;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(2, Setup.DEFAULT);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void anew() {
        Node node = cluster.node(0);
        cluster.nodes().forEach(each -> Replicas.of(each.hazelcast()).forgetAll());
        context = node.vertx().getOrCreateContext();
        BrokerOptions options = new BrokerOptions(
                "node1",
                UUID.randomUUID().toString(),
                NAMESPACES,
                Duration.ofMinutes(2),
                WAITING_BYTES,
                1 << 20,
                CHANNELS,
                Duration.ofSeconds(5));
        broker = new ClusterBroker(
                node.vertx().getOrCreateContext(),
                node.hazelcast(),
                node.membership(),
                options,
                new Metrics(new SimpleMeterRegistry()));
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public long now() {
        return ClusterClock.of(cluster.node(0).hazelcast()).getAsLong();
    }
}

package dev.echowall.broker.local;

import dev.echowall.broker.Broker;
import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.channel.Namespaces;
import dev.echowall.metrics.Metrics;
import dev.echowall.testing.TimeLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class LocalBrokerTest implements BrokerContract {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Broker broker = LocalBroker.create(
            vertx.getOrCreateContext(),
            new BrokerOptions(
                    "node1",
                    "sender1",
                    new Namespaces(
                            BrokerContract.keeping(1000),
                            Map.of("none", BrokerContract.keeping(0), "short", BrokerContract.keeping(10))),
                    Duration.ofMinutes(2),
                    WAITING_BYTES,
                    1 << 20,
                    CHANNELS,
                    Duration.ofSeconds(5)),
            System::currentTimeMillis,
            new Metrics(new SimpleMeterRegistry()));

    @AfterEach
    void close() {
        TimeLimits.await(vertx.close());
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
        return System.currentTimeMillis();
    }
}

package dev.echowall.app;

import dev.echowall.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/**
 * Starts a single instance, serves one request of each kind, and exits, so that a JVM that records the classes it has
 * loaded ({@code bin/echowall prepare}) has loaded those that {@code serve} will need.
 */
@Command(name = "rehearse", hidden = true, header = "Start, serve one of each kind of request, and end.")
final class RehearseCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public Integer call() throws TimeoutException {
        Config config = config();
        await(JvmWarmUp.run(config));
        Instance instance = await(Instance.start(config));
        Vertx vertx = Vertx.builder().with(ClusterMember.options(1)).build();
        await(sendSamples(vertx.createNetClient(), instance));
        await(vertx.close());
        await(instance.stop("the rehearsal is over"));
        return 0;
    }

    private static Config config() {
        return Config.load(
                        null,
                        Map.of(
                                "ECHOWALL_SERVER_HOST",
                                SampleRequests.HOST,
                                "ECHOWALL_SERVER_PORT",
                                "0",
                                "ECHOWALL_MANAGEMENT_PORT",
                                "0",
                                "ECHOWALL_CLUSTER_NAME",
                                "rehearsal-" + UUID.randomUUID(),
                                "ECHOWALL_CLUSTER_PORT",
                                "0",
                                "ECHOWALL_CLUSTER_BUS_PORT",
                                "0"))
                .config();
    }

    private static Future<Void> sendSamples(NetClient client, Instance instance) {
        SampleRequests server = new SampleRequests(client, instance.port());
        SampleRequests management = new SampleRequests(client, instance.managementPort());
        return server.run(SampleRequests.EACH_ONCE)
                .compose(done -> server.get("/"))
                .compose(page -> management.get("/health/ready"))
                .compose(ready -> management.get("/metrics"));
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}

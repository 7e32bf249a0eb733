package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;

import dev.echowall.broker.Broker;
import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.testing.LiveHeap;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Setup;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Prints what a channel of one publication costs in memory, each copy of it: {@code ChannelHeap [channels] [bytes]}. */
final class ChannelHeap {
    private static final int WARM_UP = 1_000;
    private static final int AT_ONCE = 1_000;

    private ChannelHeap() {}

    public static void main(String[] args) throws Exception {
        int channels = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int bytes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        Setup setup = new Setup(
                1,
                1,
                Setup.KEEPS_MUCH,
                channels + WARM_UP,
                Long.MAX_VALUE,
                Setup.DEFAULT.patience(),
                Setup.DEFAULT.brokers());
        try (TestCluster cluster = TestCluster.start(1, setup)) {
            Broker broker = cluster.node(0).broker();
            say(broker, 0, WARM_UP, bytes);
            long before = LiveHeap.bytes(ProcessHandle.current().pid());
            say(broker, WARM_UP, WARM_UP + channels, bytes);
            long after = LiveHeap.bytes(ProcessHandle.current().pid());
            long counted = Replicas.of(cluster.node(0).hazelcast()).budget().used() / (channels + WARM_UP);
            System.out.printf(
                    "%,d channels of one publication of %d bytes: %d bytes of heap each, counted as %d%n",
                    channels, bytes, (after - before) / channels, counted);
        }
        System.exit(0);
    }

    private static void say(Broker broker, int from, int to, int bytes) {
        for (int i = from; i < to; i += AT_ONCE) {
            List<Future<Published>> said = new ArrayList<>();
            for (int j = i; j < Math.min(to, i + AT_ONCE); j++) {
                said.add(broker.publish(ChannelName.of("channel:" + j), Payload.binary(new byte[bytes]), null));
            }
            await(Future.all(said));
        }
    }
}

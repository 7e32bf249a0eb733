package dev.echowall.broker.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;

/**
 * Hazelcast's configuration: how members find each other, and what our promises rest on. An operator's own file decides
 * the first, never the second.
 */
public final class HazelcastSettings {
    /*
     * Defaults of Hazelcast are made for slow failure detection and for writes that may be lost: a paused member would
     * count for a minute, and what the bus keeps in Hazelcast would count as kept though its copy never answered.
     */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
            Map.entry("hazelcast.operation.backup.timeout.millis", "1000"),
            // Who is refused when he calls a member that has hung up knows that it is dead; three times, to be sure.
            Map.entry("hazelcast.connection.monitor.interval", "40"),
            Map.entry("hazelcast.connection.monitor.max.faults", "2"),
            Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
            Map.entry("hazelcast.operation.fail.on.indeterminate.state", "true"),
            // While partitions move or change their owner, what was asked too early is asked again; at most so much
            // later.
            Map.entry("hazelcast.invocation.retry.pause.millis", "100"),
            // What the bus keeps is copied without waiting: a copy that fell behind is to be found soon.
            Map.entry("hazelcast.partition.backup.sync.interval", "1"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            // Also the number of tries, the first ten of which take 90 ms: with 10 a successor expelled whoever saw the
            // oldest member's death a moment later.
            Map.entry("hazelcast.mastership.claim.timeout.seconds", "120"),
            Map.entry("hazelcast.socket.connect.timeout.seconds", "3"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "15"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.partition.count", String.valueOf(Placement.SHARDS)),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"));

    /** Sized for two cores beside the event loops; an operator's file may say otherwise. */
    private static final Map<String, String> THREADS = Map.of(
            "hazelcast.io.thread.count", "2",
            "hazelcast.operation.thread.count", "2",
            "hazelcast.operation.generic.thread.count", "2",
            "hazelcast.event.thread.count", "1");

    private HazelcastSettings() {}

    /**
     * @throws IOException when the operator's file or the host cannot be read or resolved
     */
    public static Config of(ClusterOptions options) throws IOException {
        ElapsedClock.choose();
        Config config = options.hazelcastConfig() == null
                ? tcp(options)
                : Config.loadFromFile(options.hazelcastConfig().toFile());
        THREADS.forEach((name, value) -> {
            if (config.getProperty(name) == null) {
                config.setProperty(name, value);
            }
        });
        PROPERTIES.forEach(config::setProperty);
        config.setClusterName(options.name());
        config.getMemberAttributeConfig().setAttribute(Membership.NAME, options.node());
        config.getJetConfig().setEnabled(false);
        serialization(config);
        RestartSnapshot.replicas(options).into(config);
        bus(config);
        ClusterClock clock = new ClusterClock();
        clock.in(config);
        config.addListenerConfig(new ListenerConfig(new ClockSynchronizer(clock)));
        return config;
    }

    private static Config tcp(ClusterOptions options) throws IOException {
        Config config = new Config();
        ServerSocketEndpointConfig members = new ServerSocketEndpointConfig();
        members.setPort(options.port()).setPortAutoIncrement(false);
        members.setInterfaces(new InterfacesConfig()
                .setEnabled(true)
                .addInterface(InetAddress.getByName(options.host()).getHostAddress()));
        // With a member endpoint only, the port does not speak the client protocol.
        config.getAdvancedNetworkConfig().setEnabled(true).setMemberEndpointConfig(members);
        JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(options.members());
        return config;
    }

    private static void serialization(Config config) {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        // Error replies are Java-serialized; without these the caller waits for its timeout instead of trying again.
        filter.getWhitelist().addPrefixes("com.hazelcast.", "java.", "[");
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(filter)
                .addDataSerializableFactory(TypeIds.FACTORY, new TypeFactory());
    }

    private static void bus(Config config) {
        // What vertx-hazelcast keeps: addresses on the bus. Copied without waiting for the copy, or a node that joins
        // while
        // partitions move would fail to start for an acknowledgement that came too late; what is lost with its owner is
        // registered again when the owner's end is seen.
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(0)
                .setAsyncBackupCount(1)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(0).setAsyncBackupCount(1));
    }
}

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
 * Hazelcast's configuration: how members find each other, and the settings that our guarantees depend on. The
 * operator's own file can change the former but not the latter.
 */
public final class HazelcastSettings {
    /*
     * Hazelcast's defaults are for slow failure detection and for writes that may be lost: a paused member would count
     * for a minute, and entries of the event bus would count as stored although their backup never answered.
     */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "5"),
            Map.entry("hazelcast.operation.backup.timeout.millis", "1000"),
            // A member that refuses connections after its connection broke is dead; try three times to be sure.
            Map.entry("hazelcast.connection.monitor.interval", "40"),
            Map.entry("hazelcast.connection.monitor.max.faults", "2"),
            Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
            Map.entry("hazelcast.operation.fail.on.indeterminate.state", "true"),
            // While partitions migrate or change their owner, requests that come too early are repeated; this limits
            // the delay.
            Map.entry("hazelcast.invocation.retry.pause.millis", "100"),
            // The event bus's entries are copied asynchronously, so a backup that is behind should be detected soon.
            Map.entry("hazelcast.partition.backup.sync.interval", "1"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            // Also the number of attempts, the first ten of which take 90 ms: with 10, a successor expelled members
            // that noticed the oldest member's death a moment later.
            Map.entry("hazelcast.mastership.claim.timeout.seconds", "120"),
            Map.entry("hazelcast.socket.connect.timeout.seconds", "3"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "15"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.partition.count", String.valueOf(Placement.SHARDS)),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"));

    /** Sized for two cores, in addition to the event loops; the operator's file may override it. */
    private static final Map<String, String> THREADS = Map.of(
            "hazelcast.io.thread.count", "2",
            "hazelcast.operation.thread.count", "2",
            "hazelcast.operation.generic.thread.count", "2",
            "hazelcast.event.thread.count", "1");

    private HazelcastSettings() {}

    /** @throws IOException if the operator's file cannot be read or the host cannot be resolved */
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
        StoredReplicas.open(options).into(config);
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
        // With a member endpoint only, the port does not accept the client protocol.
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
        // The addresses on the bus that vertx-hazelcast stores. Copied asynchronously; otherwise a node that joins
        // while partitions migrate would fail to start because of a late acknowledgement. Entries that are lost with
        // their owner are registered again when the owner's end is noticed.
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(0)
                .setAsyncBackupCount(1)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(0).setAsyncBackupCount(1));
    }
}

package dev.echowall.broker.cluster;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node joins its cluster; the section {@code cluster:} of the configuration.
 *
 * @param host the address that Hazelcast and the event bus are bound to
 * @param members where other members may be found, as {@code host:port}
 * @param backups copies of each stream in addition to the leader's
 * @param quorum the number of members without which nothing is accepted
 * @param hazelcastConfig the operator's own Hazelcast file, for another way of finding members
 * @param journal null keeps everything in memory only
 */
public record ClusterOptions(
        String node,
        String name,
        String host,
        int port,
        int busPort,
        List<String> members,
        int backups,
        int quorum,
        @Nullable Path hazelcastConfig,
        @Nullable JournalSettings journal) {
    /** Without a journal. */
    public ClusterOptions(
            String node,
            String name,
            String host,
            int port,
            int busPort,
            List<String> members,
            int backups,
            int quorum,
            @Nullable Path hazelcastConfig) {
        this(node, name, host, port, busPort, members, backups, quorum, hazelcastConfig, null);
    }

    /** The number of members according to the configuration. */
    public int size() {
        String self = host + ":" + port;
        long others = members.stream()
                .filter(member -> !member.equals(self))
                .distinct()
                .count();
        return hazelcastConfig == null ? (int) others + 1 : Math.max(1, 2 * quorum - 1);
    }

    /** The majority of the configured members, including this one. */
    public static int majority(List<String> members, String self) {
        long others = members.stream()
                .filter(member -> !member.equals(self))
                .distinct()
                .count();
        return (int) (others + 1) / 2 + 1;
    }
}

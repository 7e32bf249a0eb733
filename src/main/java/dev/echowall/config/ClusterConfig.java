package dev.echowall.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The other instances, and how to reach them.
 *
 * @param name instances with another name are not part of the cluster; null if none is set
 * @param host the address, not a name, that Hazelcast and the event bus bind and that the others connect to
 * @param trustedNetwork whether the operator confirms that only the instances can reach that address
 * @param port Hazelcast's port; 0 takes any free one
 * @param busPort the event bus's port; 0 takes any free one
 * @param tls for the event bus; null is without
 * @param members each {@code host:port}, an IPv6 address in brackets; empty is a single instance
 * @param backups copies of a publication in addition to the leader's
 * @param quorum members needed to publish; 0 is the majority
 * @param hazelcastConfig the operator's own Hazelcast file, readable when the configuration was loaded
 */
public record ClusterConfig(
        @Nullable String name,
        String host,
        boolean trustedNetwork,
        int port,
        int busPort,
        @Nullable TlsConfig tls,
        List<String> members,
        int backups,
        int quorum,
        @Nullable Path hazelcastConfig) {
    public static final String USUAL_NAME = "echowall";

    public ClusterConfig {
        members = List.copyOf(members);
    }

    /** Whether it is a single instance: it cannot join others, and none can join it. */
    public boolean isOfOne() {
        return members.isEmpty() && hazelcastConfig == null;
    }

    /** The cluster's name for display. */
    public String label() {
        return name != null ? name : isOfOne() ? "of one" : USUAL_NAME;
    }
}

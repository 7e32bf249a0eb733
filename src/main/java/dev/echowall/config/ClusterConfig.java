package dev.echowall.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The other instances, and how to reach them.
 *
 * @param name instances of another name are strangers; null when none is set
 * @param host the address, not a name, that Hazelcast and the event bus bind and that the others connect to
 * @param trustedNetwork nobody but the instances reaches that address, its owner says
 * @param port of Hazelcast; 0 takes any free one
 * @param busPort of the event bus; 0 takes any free one
 * @param tls for the event bus; null is without
 * @param members each {@code host:port}, an IPv6 address in brackets; empty is a cluster of one
 * @param backups copies of a publication kept besides the owner's
 * @param quorum members needed to publish; 0 is the majority
 * @param hazelcastConfig an operator's own Hazelcast file, readable when it was loaded
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

    /** Whether it has been told of no other way to others: nobody is to join it, and it joins nobody. */
    public boolean isOfOne() {
        return members.isEmpty() && hazelcastConfig == null;
    }

    /** The cluster's name for people. */
    public String label() {
        return name != null ? name : isOfOne() ? "of one" : USUAL_NAME;
    }
}

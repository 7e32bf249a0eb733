package dev.echowall.app;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The other instances, and how to reach them.
 *
 * @param name instances of another name are strangers
 * @param host the address, not a name, that Hazelcast and the event bus bind and that the others connect to
 * @param port of Hazelcast; 0 takes any free one
 * @param busPort of the event bus; 0 takes any free one
 * @param members each {@code host:port}, an IPv6 address in brackets; empty is a cluster of one
 * @param backups copies of a publication kept besides the owner's
 * @param quorum members needed to publish; 0 is the majority
 * @param hazelcastConfig an operator's own Hazelcast file, readable when it was loaded
 */
public record ClusterConfig(
        String name,
        String host,
        int port,
        int busPort,
        List<String> members,
        int backups,
        int quorum,
        @Nullable Path hazelcastConfig) {
    public ClusterConfig {
        members = List.copyOf(members);
    }
}

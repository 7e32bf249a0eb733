package dev.echowall.broker;

import java.util.List;

/**
 * The instances of the cluster, as one of them sees them.
 *
 * @param instances their names, oldest first, including the one whose view this is
 * @param expected how many instances there should be, if it is configured; never fewer than there are
 * @param publishing whether they are enough to accept publications
 */
public record ClusterView(List<String> instances, int expected, boolean publishing) {
    public ClusterView {
        instances = List.copyOf(instances);
    }
}

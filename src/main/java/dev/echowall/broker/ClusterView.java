package dev.echowall.broker;

import java.util.List;

/**
 * Which instances see each other, as one of them sees it.
 *
 * @param instances their names, the oldest first, the one that says it included
 * @param expected how many there are to be, as far as that is written down; never fewer than there are
 * @param publishing whether they are enough to accept publications
 */
public record ClusterView(List<String> instances, int expected, boolean publishing) {
    public ClusterView {
        instances = List.copyOf(instances);
    }
}

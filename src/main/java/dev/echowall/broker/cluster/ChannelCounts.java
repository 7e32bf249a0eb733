package dev.echowall.broker.cluster;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Namespaces;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The number of streams in the cluster, in total and per namespace. Confined to the broker's context. */
final class ChannelCounts {
    private final Namespaces namespaces;
    private final List<String> named;
    private final Map<String, Integer> byNamespace = new HashMap<>();
    private int all;

    ChannelCounts(Namespaces namespaces) {
        this.namespaces = namespaces;
        this.named = Stream.concat(
                        Stream.of(Namespaces.INTERNAL),
                        namespaces.named().keySet().stream().sorted())
                .toList();
    }

    /** The namespaces that members are asked to count, in this order. */
    List<String> named() {
        return named;
    }

    /** @param answers one for each member: the number of streams that it leads, in total and then per namespace */
    void counted(Collection<int[]> answers) {
        all = 0;
        byNamespace.clear();
        for (int[] each : answers) {
            all += each[0];
            int others = each[0] - Arrays.stream(each).skip(1).sum();
            byNamespace.merge(Namespaces.DEFAULT, others, Integer::sum);
            for (int i = 0; i < named.size() && i + 1 < each.length; i++) {
                byNamespace.merge(named.get(i), each[i + 1], Integer::sum);
            }
        }
    }

    /** Counts a stream created since the last count. */
    void created(ChannelName channel) {
        all++;
        byNamespace.merge(namespaces.label(channel), 1, Integer::sum);
    }

    int all() {
        return all;
    }

    int of(String label) {
        return byNamespace.getOrDefault(label, 0);
    }
}

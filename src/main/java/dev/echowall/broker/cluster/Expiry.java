package dev.echowall.broker.cluster;

import dev.echowall.broker.BrokerOptions;
import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Stream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;

/**
 * Walks through the streams that this member leads, a shard at a time, and removes what is too old. Confined to the
 * broker's context.
 */
final class Expiry {
    private static final int AT_ONCE = 256;

    private final Replicas replicas;
    private final BrokerOptions options;
    private final Deque<String> due = new ArrayDeque<>();

    Expiry(Replicas replicas, BrokerOptions options) {
        this.replicas = replicas;
        this.options = options;
    }

    /** Processes the next few. */
    void turn() {
        if (!replicas.knowsTime()) {
            return;
        }
        if (due.isEmpty()) {
            long now = replicas.now();
            for (int shard = 0; shard < Placement.SHARDS; shard++) {
                list(replicas.replica(shard), now);
            }
        }
        for (int i = 0; i < AT_ONCE && !due.isEmpty(); i++) {
            String channel = due.remove();
            // If it fails, it is due again in the next round.
            CompletionStage<Boolean> asked = replicas.members()
                    .ask(
                            replicas.members().address(replicas.self()),
                            new RetireOperation(channel, options.lifetime(ChannelName.stored(channel))));
            asked.exceptionally(notNow -> false);
        }
    }

    private void list(Replica replica, long now) {
        synchronized (replica) {
            if (replica.leadership() == null) {
                return;
            }
            replica.copies().forEach((channel, copy) -> {
                Stream stream = copy.stream();
                long[] times = {stream.touched(), stream.oldestKept(), stream.oldestId()};
                if (options.lifetime(stream.channel()).due(times, now)) {
                    due.add(channel);
                }
            });
        }
    }
}

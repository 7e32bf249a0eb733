package dev.echowall.broker;

import com.hazelcast.map.IMap;
import dev.echowall.channel.ChannelName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the streams that this member owns, a few at a time, and takes away what is too old. Confined to the broker's
 * context.
 */
final class Sweep {
    /** Completes on the broker's context. */
    interface Completion {
        <R> Future<R> of(Supplier<CompletionStage<R>> stage);
    }

    private static final int KEYS_AT_ONCE = 256;

    private final Context context;
    private final IMap<String, StreamRecord> map;
    private final Completion completion;
    private final Function<ChannelName, Lifetime> lifetimes;
    private final Deque<String> keys = new ArrayDeque<>();
    private boolean busy;

    Sweep(
            Context context,
            IMap<String, StreamRecord> map,
            Completion completion,
            Function<ChannelName, Lifetime> lifetimes) {
        this.context = context;
        this.map = map;
        this.completion = completion;
        this.lifetimes = lifetimes;
    }

    /**
     * The next few; after the last the first again.
     *
     * @param now the cluster's time
     */
    void turn(long now) {
        if (busy) {
            return;
        }
        busy = true;
        listed().compose(v -> ages())
                .compose(ages -> {
                    List<Future<?>> retired = new ArrayList<>();
                    ages.forEach((key, times) -> {
                        Lifetime lifetime = lifetimes.apply(ChannelName.of(key));
                        if (times != null && lifetime.due(times, now)) {
                            retired.add(completion.of(() -> map.submitToKey(key, lifetime.retire())));
                        }
                    });
                    return Future.join(retired);
                })
                .onComplete(done -> busy = false);
    }

    private Future<Void> listed() {
        if (!keys.isEmpty()) {
            return Future.succeededFuture();
        }
        // The map has no call for this that does not wait.
        return context.owner().executeBlocking(map::localKeySet, false).map(found -> {
            keys.addAll(found);
            return null;
        });
    }

    private Future<Map<String, long @Nullable []>> ages() {
        Set<String> next = new HashSet<>();
        while (next.size() < KEYS_AT_ONCE && !keys.isEmpty()) {
            next.add(keys.remove());
        }
        return next.isEmpty()
                ? Future.succeededFuture(Map.of())
                : completion.of(() -> map.submitToKeys(next, new Ages()));
    }
}

package dev.echowall.identity;

import dev.echowall.metrics.Metrics;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code auth.jwks-url}: fetched at the start and regularly, and also when a token names a key that
 * is unknown, but not for every invented name. While they cannot be fetched, the known ones remain in use. Has one
 * thread of its own; may be called from any.
 */
final class RemoteKeys implements AutoCloseable {
    /**
     * When to fetch.
     *
     * @param interval between two fetches
     * @param retry the same after a failed one
     * @param leastBetween the shortest time between a fetch and another one because of an unknown key
     * @param deadline of one fetch
     */
    record Timing(Duration interval, Duration retry, Duration leastBetween, Duration deadline) {
        static final Timing USUAL = new Timing(
                Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofSeconds(10));
    }

    private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);

    private final Timing timing;
    private final Metrics metrics;
    private final ScheduledExecutorService thread;
    private final KeySetRequest request;

    private volatile List<VerificationKey> keys = List.of();
    private volatile boolean failing = true;

    /** Guarded by this object's lock, like {@link #begun}; null if none is in progress. */
    private @Nullable CompletableFuture<Void> underWay;

    private long begun;
    /** What was logged last, so that it is logged only once; null before the first fetch. */
    private @Nullable Boolean toldOfFailure;

    RemoteKeys(URI url, Timing timing, Metrics metrics) {
        this.timing = timing;
        this.metrics = metrics;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "keys");
            made.setDaemon(true);
            return made;
        });
        this.request = new KeySetRequest(url, timing.deadline(), thread);
    }

    /** Fetches now and regularly from now on. */
    void start() {
        thread.execute(this::refresh);
    }

    /** The currently known keys. */
    List<VerificationKey> keys() {
        return keys;
    }

    /** Whether the last fetch failed or there was none yet, so that there may be keys that are unknown here. */
    boolean failing() {
        return failing;
    }

    /** A fetch because of an unknown key: the one in progress, or a new one; null if it is too soon for another one. */
    @Nullable
    CompletableFuture<Void> askAgain() {
        synchronized (this) {
            if (underWay != null) {
                return underWay;
            }
            if (begun != 0 && System.nanoTime() - begun < timing.leastBetween().toNanos()) {
                return null;
            }
        }
        return fetch();
    }

    private void refresh() {
        var unused = fetch().thenRun(this::refreshLater);
    }

    private void refreshLater() {
        Duration pause = failing ? timing.retry() : timing.interval();
        if (!thread.isShutdown()) {
            var unused = thread.schedule(this::refresh, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private CompletableFuture<Void> fetch() {
        CompletableFuture<Void> fetch = new CompletableFuture<>();
        synchronized (this) {
            if (underWay != null) {
                return underWay;
            }
            underWay = fetch;
            begun = System.nanoTime();
        }
        var unused = request.send().thenApply(JsonWebKeys::read).whenComplete((found, why) -> {
            if (why == null) {
                keys = found;
            }
            failing = why != null;
            metrics.keysFetched(why == null);
            tell(why);
            synchronized (this) {
                underWay = null;
            }
            fetch.complete(null);
        });
        return fetch;
    }

    /* Once when it begins to fail and once when it works again: it may fail for days. */
    private synchronized void tell(@Nullable Throwable why) {
        boolean failed = why != null;
        if (toldOfFailure != null && toldOfFailure == failed) {
            return;
        }
        toldOfFailure = failed;
        if (why == null) {
            log.atInfo().addKeyValue("keys", keys.size()).log("keys fetched (auth.jwks-url)");
        } else {
            Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
            log.atWarn()
                    .addKeyValue("reason", cause.toString())
                    .addKeyValue("known", keys.size())
                    .log("the keys cannot be fetched (auth.jwks-url); those that are known stay");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

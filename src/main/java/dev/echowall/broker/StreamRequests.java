package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's requests to the streams. They are repeated until there is an answer, because the member that was asked
 * may have died or may not be the leader any more. Confined to the broker's context.
 */
final class StreamRequests implements Retry.Clock {
    private static final Logger log = LoggerFactory.getLogger(StreamRequests.class);
    private static final long WARNED_AFTER_NANOS = 1_000_000_000;

    private final Context context;
    private final BrokerOptions options;
    private final StreamStore streams;
    private final Metrics metrics;
    private final Set<Retry<?>> underWay = new HashSet<>();
    private long sequence;

    StreamRequests(Context context, BrokerOptions options, StreamStore streams, Metrics metrics) {
        this.context = context;
        this.options = options;
        this.streams = streams;
        this.metrics = metrics;
    }

    /** Fails with a {@link Refusal} if there is no answer in time. */
    Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        long began = System.nanoTime();
        // Reading is safe to repeat, so if a member fails before it answers, its successor is asked.
        Retry<Recovery> read = new Retry<>(
                () -> streams.read(channel, header(channel, Creation.NONE), after, count, bytes),
                why -> System.nanoTime() - began < options.publishTimeout().toNanos(),
                this);
        return underWay(read).transform(done -> {
            if (done.failed()) {
                return Future.failedFuture(
                        done.cause() instanceof Refusal
                                ? done.cause()
                                : new Refusal(ErrorCode.BUSY, "the cluster does not answer: " + reason(done.cause())));
            }
            return done.result() == null
                    ? Future.failedFuture(tooMany(channel, Creation.BY_SERVER))
                    : Future.succeededFuture(done.result());
        });
    }

    /**
     * Repeats the same batch until its outcome is known: a leader may have accepted it and died before it could answer.
     */
    void append(ChannelName channel, List<Draft> drafts, Creation creation, Promise<AppendResult> outcome) {
        long began = System.nanoTime();
        BatchHeader header = header(channel, creation);
        Retry<AppendResult> append =
                new Retry<>(() -> streams.append(channel, header, drafts), why -> repeated(channel, began, why), this);
        underWay(append).onComplete(done -> {
            if (done.succeeded() && done.result() != null) {
                metrics.appended(Duration.ofNanos(System.nanoTime() - began), drafts.size());
                outcome.complete(done.result());
            } else if (done.succeeded()) {
                outcome.fail(tooMany(channel, creation));
            } else {
                boolean unknown = append.inDoubt() && done.cause() instanceof Refusal;
                outcome.fail(unknown ? unknown((Refusal) done.cause()) : done.cause());
            }
        });
    }

    /** Repeated until all copies of the stream are empty; fails with a {@link Refusal} if that is not known in time. */
    Future<Void> removeHistory(ChannelName channel) {
        long began = System.nanoTime();
        Retry<Boolean> removal = new Retry<>(
                () -> streams.removeHistory(channel),
                why -> System.nanoTime() - began < options.publishTimeout().toNanos(),
                this);
        return underWay(removal).transform(done -> {
            if (done.succeeded()) {
                return Future.succeededFuture();
            }
            return Future.failedFuture(
                    done.cause() instanceof Refusal
                            ? done.cause()
                            : new Refusal(
                                    ErrorCode.OUTCOME_UNKNOWN,
                                    "the cluster did not answer in time: the history may have been removed, repeat it"));
        });
    }

    private boolean repeated(ChannelName channel, long began, Throwable why) {
        metrics.appendRepeated();
        long waited = System.nanoTime() - began;
        if (waited > WARNED_AFTER_NANOS) {
            log.atWarn()
                    .addKeyValue("channel", channel)
                    .addKeyValue("ms", waited / 1_000_000)
                    .log("the append was not acknowledged and is repeated: {}", reason(why));
        }
        return true;
    }

    private <T> Future<@Nullable T> underWay(Retry<T> asked) {
        underWay.add(asked);
        asked.ask();
        return asked.answer().onComplete(done -> underWay.remove(asked));
    }

    /**
     * The members have changed: repeats pending requests at once, because the member that should answer may have left.
     */
    void askAgain() {
        List.copyOf(underWay).forEach(Retry::askAgain);
    }

    /** The same for requests that have waited for longer than this. */
    void askAgainAfter(long nanos) {
        List.copyOf(underWay).forEach(each -> each.askAgainAfter(nanos));
    }

    @Override
    public void later(long millis, Runnable task) {
        context.owner().setTimer(millis, timer -> context.runOnContext(v -> task.run()));
    }

    private BatchHeader header(ChannelName channel, Creation creation) {
        boolean reserved = options.isReserved(channel);
        boolean mayCreate =
                reserved || (creation.isAllowed(streams.channels(), options.channels()) && hasPlace(channel));
        return new BatchHeader(
                options.sender(), ++sequence, options.node(), mayCreate, reserved, options.retention(channel));
    }

    private boolean hasPlace(ChannelName channel) {
        if (channel.isInternal()) {
            // Clients make these by subscribing. They must leave room for the channels of others.
            return streams.channels(Namespaces.INTERNAL) < Math.max(1, options.channels() / 2);
        }
        int most = options.namespaces().of(channel).maxChannels();
        return most == 0 || streams.channels(options.namespaces().label(channel)) < most;
    }

    private Refusal tooMany(ChannelName channel, Creation creation) {
        String why;
        if (creation == Creation.NONE) {
            why = "this client has created as many channels as limits.channels-per-client allows per hour";
        } else if (hasPlace(channel)) {
            why = "there are as many channels as limits.channels allows";
        } else {
            why = "there are as many channels as channels."
                    + options.namespaces().label(channel) + ".max-channels allows";
        }
        return new Refusal(ErrorCode.TOO_MANY, why);
    }

    private static Refusal unknown(Refusal last) {
        return new Refusal(
                ErrorCode.OUTCOME_UNKNOWN,
                "it may have been accepted, repeat it with the same idempotency key: " + last.sentence());
    }

    private static String reason(Throwable cause) {
        return cause.getClass().getSimpleName();
    }
}

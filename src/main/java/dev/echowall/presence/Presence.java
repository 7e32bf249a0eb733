package dev.echowall.presence;

import dev.echowall.broker.Broker;
import dev.echowall.broker.CallerContext;
import dev.echowall.broker.Survey;
import dev.echowall.broker.Survey.Instance;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.PresenceOptions;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the channels whose namespaces keep presence. Each instance decides about its own clients, and tells their
 * changes through a stream of each channel, which puts them in one order for all; whoever wants to know all clients
 * follows it. When an instance has gone, each of the others drops its clients.
 *
 * <p>From any thread; everything is done on one context.
 */
public final class Presence {
    /** How often it is checked which instances have gone, and which leaves were held back for long enough. */
    private static final long CHECK_MILLIS = 100;

    /** An instance that did nothing for so long does not know who has gone meanwhile. */
    private static final long STILL_MILLIS = 1_500;

    private static final long FULL_MILLIS = 10_000;

    /** Longer than an instance may take to answer, and shorter than clients wait. */
    private static final long ANSWER_MILLIS = 4_000;

    private final Context context;
    private final Broker broker;
    private final MemberSurvey survey;
    private final Namespaces namespaces;
    private final long maxBytes;
    private final String instance;
    private final Map<ChannelName, PresenceChannel> channels = new HashMap<>();
    private volatile long bytes;
    /** Until when nothing further is begun to be known, because that would be too much. */
    private long fullUntil;

    private long checkedAt = Long.MAX_VALUE;
    private long timer = -1;

    /** @param maxBytes the most heap for the clients of all instances in all channels */
    public Presence(Context context, Broker broker, Survey survey, Namespaces namespaces, long maxBytes) {
        this.context = context;
        this.broker = broker;
        this.survey = new MemberSurvey(survey);
        this.namespaces = namespaces;
        this.maxBytes = maxBytes;
        this.instance = survey.instances().stream()
                .filter(Instance::self)
                .map(Instance::id)
                .findFirst()
                .orElse("");
    }

    /** Called on the context. */
    public void start() {
        timer = context.owner().setPeriodic(CHECK_MILLIS, each -> check());
    }

    /** Called on the context. */
    public void stop() {
        context.owner().cancelTimer(timer);
    }

    public PresenceOptions options(ChannelName channel) {
        return namespaces.of(channel).presence();
    }

    /** The heap for the clients of all instances, in bytes. */
    public long bytes() {
        return bytes;
    }

    /** A client of this instance is in the channel from now on. */
    public void enter(ChannelName channel, ClientInfo client) {
        context.runOnContext(v -> channel(channel).own().enter(client));
    }

    /**
     * It is not any more.
     *
     * @param lost whether its connection was lost, so that it may come back
     */
    public void leave(ChannelName channel, String client, boolean lost) {
        context.runOnContext(v -> {
            PresenceChannel known = channels.get(channel);
            if (known != null) {
                known.own().leave(client, lost);
            }
        });
    }

    /**
     * Tells the listener from now on who comes and goes, on this context.
     *
     * @return completes on the caller's context when nothing is missed any more; fails with a {@link Refusal}
     */
    public Future<Void> watch(ChannelName channel, PresenceListener listener, Context where) {
        return CallerContext.ask(context, promise -> {
            refuseIfFull();
            channel(channel).watch(listener, where, now()).onComplete(promise);
        });
    }

    public void unwatch(ChannelName channel, PresenceListener listener) {
        context.runOnContext(v -> {
            PresenceChannel known = channels.get(channel);
            if (known != null) {
                known.unwatch(listener);
            }
        });
    }

    /**
     * Who is in the channel.
     *
     * @param after the client after which to begin, in the order of their ids; "" for the first
     * @param limit the most clients to return, which does not concern the counts
     * @return completes on the caller's context; fails with a {@link Refusal}: {@code NO_QUORUM} if too few instances
     *     are visible, {@code BUSY} if one does not answer
     */
    public Future<Snapshot> snapshot(ChannelName channel, String after, int limit) {
        return CallerContext.ask(context, promise -> {
            refuseIfFull();
            noticeStandstill(now());
            if (!broker.attendance().publishing()) {
                throw new Refusal(
                        ErrorCode.NO_QUORUM, "this node sees too few members of its cluster (cluster.quorum)");
            }
            long late = context.owner()
                    .setTimer(
                            ANSWER_MILLIS,
                            over -> promise.tryFail(new Refusal(ErrorCode.BUSY, "an instance does not answer")));
            channel(channel).snapshot(after, limit, now()).onComplete(done -> {
                context.owner().cancelTimer(late);
                if (done.succeeded()) {
                    promise.tryComplete(done.result());
                } else {
                    promise.tryFail(refusal(done.cause()));
                }
            });
        });
    }

    /** What the instance says to another one that asks for its clients. */
    public Future<JsonObject> answer(JsonObject question) {
        return CallerContext.ask(context, promise -> {
            PresenceChannel known = channels.get(ChannelName.of(question.getString("channel")));
            promise.complete(MemberSurvey.answer(known == null ? null : known.own(), question.getString("after")));
        });
    }

    /** Whether the question is one for {@link #answer}. */
    public static boolean isAsked(@Nullable String question) {
        return MemberSurvey.ASK.equals(question);
    }

    private static Throwable refusal(Throwable why) {
        return why instanceof Refusal ? why : new Refusal(ErrorCode.BUSY, String.valueOf(why.getMessage()));
    }

    private void refuseIfFull() {
        if (now() < fullUntil) {
            throw new Refusal(
                    ErrorCode.TOO_MANY,
                    "the clients of all channels that are asked for use more than " + maxBytes
                            + " bytes (limits.presence-bytes)");
        }
    }

    private PresenceChannel channel(ChannelName name) {
        return channels.computeIfAbsent(
                name,
                each -> new PresenceChannel(
                        each,
                        broker,
                        survey,
                        context,
                        instance,
                        options(each).presenceGrace().toMillis(),
                        () -> context.runOnContext(v -> dropIfEmpty(each))));
    }

    private void dropIfEmpty(ChannelName name) {
        PresenceChannel known = channels.get(name);
        if (known != null && known.isEmpty()) {
            channels.remove(name);
        }
    }

    private void check() {
        long now = now();
        noticeStandstill(now);
        if (channels.isEmpty()) {
            bytes = 0;
            return;
        }
        Set<String> members = broker.attendance().publishing()
                ? survey.instances().stream().map(Instance::id).collect(Collectors.toSet())
                : null;
        long all = 0;
        for (PresenceChannel each : channels.values()) {
            each.check(members, now);
            if (all + each.bytes() > maxBytes) {
                each.end(true);
                fullUntil = now + FULL_MILLIS;
            }
            all += each.bytes();
        }
        channels.values().removeIf(PresenceChannel::isEmpty);
        bytes = all;
    }

    private void noticeStandstill(long now) {
        if (now - checkedAt > STILL_MILLIS) {
            channels.values().forEach(PresenceChannel::doubt);
        }
        checkedAt = now;
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}

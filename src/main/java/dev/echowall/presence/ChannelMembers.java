package dev.echowall.presence;

import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.Survey.Instance;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.presence.ChangeCodec.Changes;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients of one channel, while somebody on this instance wants to know them.
 *
 * <p>It follows the stream of changes from some position on, then asks each instance for its own clients, and applies
 * the changes after that position on top: what an instance answers is later than the position, so nothing is missed,
 * and changes that the answer includes already do no harm. It begins anew when it has missed changes. Confined to one
 * context.
 */
final class ChannelMembers implements BatchConsumer {
    private static final long RETRY_MILLIS = 250;
    /** The most publications that wait while instances are asked; beyond it, it begins anew. */
    private static final int MAX_WAITING = 10_000;

    /** How long an instance that tells changes may be invisible, because it has just joined. */
    private static final long CONFIRMED_MILLIS = 2_000;

    /** Instances that have gone. */
    private static final int REMEMBERED = 1_000;

    private static final Logger log = LoggerFactory.getLogger(ChannelMembers.class);

    private final ChannelName channel;
    private final Broker broker;
    private final MemberSurvey survey;
    private final Context context;
    /** Called when changes have been applied. */
    private final Runnable heard;

    private final PresenceMap map;
    private final Map<PresenceListener, Context> listeners = new LinkedHashMap<>();
    private final Promise<Void> followed = Promise.promise();
    /** Waiting for {@link #isReady}. */
    private final List<Promise<Void>> waiters = new ArrayList<>();
    /** Instances whose clients are known. */
    private final Set<String> known = new HashSet<>();
    /** Instances that are not members any more. What is still heard of them came too late. */
    private final Set<String> gone = new LinkedHashSet<>();
    /** Instances that have told changes and were not asked yet, and since when. */
    private final Map<String, Long> unconfirmed = new HashMap<>();

    private List<Publication> waiting = new ArrayList<>();
    private @Nullable Position position;
    private boolean asking;
    private boolean asked;
    /** The number of the question that is under way, those that have not answered it, and the answers. */
    private long attempt;

    private final Set<String> silent = new HashSet<>();
    private final Map<String, Map<String, ClientInfo>> answers = new HashMap<>();
    private boolean closed;

    ChannelMembers(
            ChannelName channel,
            Broker broker,
            MemberSurvey survey,
            Context context,
            long graceMillis,
            Runnable heard) {
        this.channel = channel;
        this.broker = broker;
        this.survey = survey;
        this.context = context;
        this.heard = heard;
        this.map = new PresenceMap(graceMillis);
    }

    /** Completes when nothing is missed from now on. */
    Future<Void> followed() {
        return followed.future();
    }

    void start() {
        broker.follow(channel.ofPresence(), this, context).onComplete(this::started);
    }

    private void started(AsyncResult<Position> from) {
        if (from.failed()) {
            followed.tryFail(from.cause());
            waiters.forEach(each -> each.tryFail(from.cause()));
            waiters.clear();
        } else {
            position = from.result();
            followed.tryComplete();
            askAll();
        }
    }

    boolean isReady() {
        return position != null && asked && !asking;
    }

    /** Completes when the clients of all instances are known. */
    Future<Void> ready() {
        if (isReady()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        waiters.add(promise);
        return promise.future();
    }

    void add(PresenceListener listener, Context where) {
        listeners.put(listener, where);
    }

    void remove(PresenceListener listener) {
        listeners.remove(listener);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** The position of the last change that is included, as far as the stream has been heard. */
    @Nullable
    Position position() {
        return position;
    }

    long bytes() {
        return map.bytes();
    }

    /** Makes the clients of an instance exactly these, although their changes have not been heard. */
    void include(String instance, Map<String, ClientInfo> clients) {
        map.replace(instance, clients, false, now());
        tell();
    }

    Snapshot snapshot(String after, int limit) {
        return map.snapshot(position == null ? 0 : position.offset(), after, limit);
    }

    /** Nothing more is told. */
    void close(boolean tell) {
        closed = true;
        broker.unfollow(channel.ofPresence(), this);
        if (tell) {
            listeners.forEach((listener, where) -> where.runOnContext(v -> listener.ended()));
        }
        waiting.clear();
        List<Promise<Void>> all = List.copyOf(waiters);
        waiters.clear();
        all.forEach(each -> each.tryFail("who is in the channel is not known any more"));
    }

    /**
     * Called again and again.
     *
     * @param members the ids of the instances that are visible now; null if too few are, so that nobody can tell who of
     *     the others has gone
     */
    void check(@Nullable Set<String> members, long now) {
        if (members != null && position != null) {
            List.copyOf(known).stream().filter(each -> !members.contains(each)).forEach(each -> lose(each, now));
            Map.copyOf(unconfirmed).forEach((each, since) -> {
                if (!members.contains(each) && since < now - CONFIRMED_MILLIS) {
                    lose(each, now);
                }
            });
            gone.removeAll(members);
            if (asking && silent.retainAll(members)) {
                finish();
            } else if (isReady() && !known.containsAll(members)) {
                askAll(); // it may have told of clients before this instance saw it
            }
        }
        if (map.nextExpiry() <= now) {
            map.expire(now);
        }
        tell();
    }

    private void lose(String instance, long now) {
        known.remove(instance);
        unconfirmed.remove(instance);
        if (gone.size() == REMEMBERED) {
            gone.remove(gone.iterator().next());
        }
        gone.add(instance);
        map.loseInstance(instance, now);
    }

    @Override
    public void heard(Batch batch) {
        if (closed) {
            return;
        }
        Position before = position;
        boolean follows = before != null
                && batch.epoch().equals(before.epoch().isEmpty() ? batch.epoch() : before.epoch())
                && batch.first() == before.offset() + 1;
        position = new Position(batch.epoch(), batch.last());
        if (isReady() && follows) {
            apply(batch.publications());
            tell();
            return;
        }
        waiting.addAll(batch.publications());
        if (!follows || waiting.size() > MAX_WAITING) {
            waiting.clear();
            asked = false;
        }
        askAll();
    }

    private void apply(List<Publication> publications) {
        long now = now();
        for (Publication each : publications) {
            try {
                Changes changes = ChangeCodec.changes(each.payload().bytes());
                if (!gone.contains(changes.instance())) {
                    if (!known.contains(changes.instance())) {
                        unconfirmed.putIfAbsent(changes.instance(), now);
                    }
                    changes.changes().forEach(change -> map.apply(changes.instance(), change, now));
                }
            } catch (IOException | RuntimeException malformed) {
                log.atWarn()
                        .addKeyValue("channel", channel)
                        .log("a change of presence is not understood: {}", malformed.toString());
            }
        }
    }

    private void tell() {
        heard.run();
        List<PresenceEvent> events = map.takeEvents();
        if (!events.isEmpty()) {
            listeners.forEach((listener, where) -> where.runOnContext(v -> listener.changed(events)));
        }
    }

    /** What was known may be wrong, because this instance has not heard anything for a while: asks again. */
    void doubt() {
        asked = false;
        askAll();
    }

    /** Asks all instances for their clients. */
    private void askAll() {
        if (asking || closed || position == null) {
            return;
        }
        asking = true;
        asked = true;
        answers.clear();
        silent.clear();
        long number = ++attempt;
        for (Instance each : survey.instances()) {
            silent.add(each.id());
            survey.clients(each, channel)
                    .onComplete(answer -> context.runOnContext(v -> answered(number, each.id(), answer)));
        }
    }

    private void answered(long number, String instance, AsyncResult<@Nullable Map<String, ClientInfo>> answer) {
        if (number != attempt || !asking || closed) {
            return;
        }
        if (answer.failed()) {
            asking = false;
            asked = false;
            context.owner().setTimer(RETRY_MILLIS, timer -> askAll());
            return;
        }
        silent.remove(instance);
        if (answer.result() != null) {
            answers.put(instance, answer.result());
        }
        finish();
    }

    /** All instances have answered, as far as they are still there. */
    private void finish() {
        if (!asking || !silent.isEmpty()) {
            return;
        }
        asking = false;
        if (!asked) {
            askAll(); // something was missed meanwhile
            return;
        }
        boolean first = known.isEmpty();
        long now = now();
        answers.forEach((instance, clients) -> {
            known.add(instance);
            unconfirmed.remove(instance);
            gone.remove(instance);
            map.replace(instance, clients, first, now);
        });
        List.copyOf(known).stream().filter(each -> !answers.containsKey(each)).forEach(each -> lose(each, now));
        answers.clear();
        List<Publication> later = waiting;
        waiting = new ArrayList<>();
        apply(later);
        tell();
        List<Promise<Void>> ready = List.copyOf(waiters);
        waiters.clear();
        ready.forEach(Promise::tryComplete);
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}

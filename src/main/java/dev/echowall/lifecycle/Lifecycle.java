package dev.echowall.lifecycle;

import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.CallerContext;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Submission;
import dev.echowall.broker.Survey;
import dev.echowall.broker.Survey.Instance;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to the clients of all instances, for those who want to be told each event once and in order.
 *
 * <p>While somebody reads events anywhere, each instance records its own connections and publishes their changes to one
 * stream, and derives the same events from that stream. So a reader may go on at any instance. When an instance has
 * gone, the others say so in the same stream. While nobody reads, nothing is recorded, published or kept.
 *
 * <p>From any thread; everything is done on one context.
 */
public final class Lifecycle {
    /** The most readers of this instance. */
    public static final int MAX_READERS = 100;

    /** How often it is checked which instances have gone. */
    private static final long CHECK_MILLIS = 100;

    /** How often instances are asked to record while somebody reads. */
    private static final long ASK_MILLIS = 5_000;

    private static final long ASK_AGAIN_MILLIS = 250;

    /** How long an instance goes on after it was last asked, so that readers may come back. */
    private static final long LINGER_MILLIS = 600_000;

    /** How long a starting instance records, without publishing anything, until it knows whether somebody reads. */
    private static final long PROBATION_MILLIS = 10_000;

    /** Until there may be readers again after there were too many connections. */
    private static final long FULL_MILLIS = 10_000;

    /** How long a stopping instance waits until the last changes are published. */
    private static final long FLUSH_MILLIS = 2_000;

    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    private final Context context;
    private final Broker broker;
    private final ConnectionSurvey survey;
    private final SessionRoster roster;
    private final long maxBytes;
    private final String instance;
    private final String node;
    private final EventRing ring = new EventRing(EventRing.MAX_EVENTS, EventRing.MAX_BYTES);
    private final Set<EventReader> readers = new LinkedHashSet<>();
    /** When each instance is to be asked to record. */
    private final Map<String, Long> asked = new HashMap<>();

    private final Set<String> saying = new HashSet<>();
    private int recordings;
    private @Nullable OwnConnections own;
    /** Whether all connections of this instance have been listed. */
    private boolean listed;

    private @Nullable Following following;
    /** Whether somebody has asked, so that it publishes and follows. */
    private boolean confirmed;

    private long recordUntil;
    private long fullUntil = Long.MIN_VALUE;
    private long timer = -1;

    /** @param maxBytes the most heap for the connections of all instances */
    public Lifecycle(Context context, Broker broker, Survey survey, SessionRoster roster, long maxBytes) {
        this.context = context;
        this.broker = broker;
        this.survey = new ConnectionSurvey(survey);
        this.roster = roster;
        this.maxBytes = maxBytes;
        Instance self =
                survey.instances().stream().filter(Instance::self).findFirst().orElse(new Instance("", "", true));
        this.instance = self.id();
        this.node = self.name();
    }

    /** Follows the stream. A new one each time, since what an old one still hears does not count. */
    private final class Following implements BatchConsumer, ClusterConnections.Calls {
        private final ClusterConnections all = new ClusterConnections(this, ring);

        @Override
        public void heard(Batch batch) {
            if (following == this) {
                for (Publication each : batch.publications()) {
                    all.heard(each.position(), each.time(), each.payload());
                }
                readers.forEach(EventReader::wake);
            }
        }

        @Override
        public Set<String> ask(long attempt) {
            List<Instance> instances = survey.instances();
            survey.all(instances)
                    .onComplete(done -> context.runOnContext(v -> {
                        if (following == this) {
                            all.answered(attempt, done.succeeded() ? done.result() : null);
                            readers.forEach(EventReader::wake);
                        }
                    }));
            return instances.stream().map(Instance::id).collect(Collectors.toSet());
        }

        @Override
        public void gone(Entry entry, String id) {
            if (saying.add(id)) {
                publish(entry, id).onComplete(done -> context.runOnContext(v -> saying.remove(id)));
            }
        }
    }

    /** Called on the context, before there are clients. */
    public void start() {
        record(true);
        recordUntil = now() + PROBATION_MILLIS;
        timer = context.owner().setPeriodic(CHECK_MILLIS, each -> check());
    }

    /** Completes when what has happened so far is published, or a short time is over. Called on the context. */
    public Future<Void> stop() {
        context.owner().cancelTimer(timer);
        List.copyOf(readers).forEach(each -> each.end("node " + node + " is about to stop"));
        readers.clear();
        OwnConnections mine = own;
        if (mine == null || !confirmed) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        context.owner().setTimer(FLUSH_MILLIS, late -> done.tryComplete());
        mine.flushed().onComplete(flushed -> done.tryComplete());
        return done.future();
    }

    /**
     * Somebody begins to read.
     *
     * @return fails with a {@link Refusal}; completes on the caller's context
     */
    public Future<Void> open(EventReader reader) {
        return CallerContext.ask(context, promise -> {
            if (now() < fullUntil) {
                throw full();
            }
            if (readers.size() >= MAX_READERS) {
                throw new Refusal(
                        ErrorCode.TOO_MANY, "node " + node + " has " + MAX_READERS + " readers of events, no more");
            }
            readers.add(reader);
            check();
            promise.complete();
        });
    }

    public void close(EventReader reader) {
        context.runOnContext(v -> readers.remove(reader));
    }

    /**
     * What happened after this place.
     *
     * @param after null for from now on
     * @param bytes the most bytes, but at least one event if there is any
     * @return completes on the caller's context; with {@code upTo} null while nothing can be said yet
     */
    public Future<EventPage> read(@Nullable EventId after, int bytes) {
        return CallerContext.ask(context, promise -> {
            EventId top = ring.top();
            if (top == null) {
                promise.complete(EventPage.NOT_YET);
            } else if (after == null) {
                promise.complete(new EventPage(false, top, List.of()));
            } else if (!ring.reaches(after)) {
                promise.complete(new EventPage(true, top, List.of()));
            } else {
                promise.complete(ring.after(after, bytes));
            }
        });
    }

    /** Whether the question is one for {@link #answer}. */
    public static boolean isAsked(@Nullable String question) {
        return ConnectionSurvey.RECORD.equals(question) || ConnectionSurvey.TABLE.equals(question);
    }

    /** What the instance says to another one. */
    public Future<JsonObject> answer(JsonObject question) {
        return CallerContext.ask(context, promise -> {
            if (ConnectionSurvey.RECORD.equals(question.getString("ask"))) {
                asked();
                promise.complete(new JsonObject());
                return;
            }
            OwnConnections mine = own;
            if (mine == null || !listed) {
                throw new IllegalStateException("node " + node + " does not record yet");
            }
            Following follower = following;
            Position exact = follower == null ? null : follower.all.exactAt();
            Set<String> sources = follower == null ? Set.of() : follower.all.sources();
            mine.page(question.getString("after"), ConnectionSurvey.PAGE_CHANGES)
                    .map(page -> ConnectionSurvey.json(new Answer(page, exact, sources)))
                    .onComplete(promise);
        });
    }

    /** Somebody reads somewhere. */
    private void asked() {
        if (now() < fullUntil) {
            throw full();
        }
        recordUntil = now() + LINGER_MILLIS;
        OwnConnections mine = own == null ? record(false) : own;
        if (!confirmed) {
            confirmed = true;
            mine.confirm();
            follow();
        }
    }

    private void follow() {
        Following begun = new Following();
        following = begun;
        broker.follow(ChannelName.LIFECYCLE, begun, context).onComplete(from -> {
            if (following != begun) {
                return;
            }
            if (from.succeeded()) {
                begun.all.followed(from.result());
            } else {
                following = null; // tried again at the next check
            }
        });
    }

    /** @param empty whether there are no clients yet; then nothing is published before somebody asks */
    private OwnConnections record(boolean empty) {
        OwnConnections begun = new OwnConnections(
                instance, node, ++recordings, empty, empty, OwnConnections.MAX_WAITING_BYTES, this::publish);
        own = begun;
        listed = false;
        roster.begin(new Recording(context, begun))
                .onComplete(done -> context.runOnContext(v -> {
                    listed = listed || own == begun;
                }));
        return begun;
    }

    private Future<Position> publish(Entry entry, String id) {
        Promise<Position> promise = Promise.promise();
        broker.publish(
                        ChannelName.LIFECYCLE,
                        new Submission(new Payload(Payload.Kind.BINARY, EntryCodec.entry(entry)), id),
                        Creation.BY_SERVER)
                .onComplete(done -> context.runOnContext(v -> {
                    if (done.succeeded()) {
                        promise.complete(done.result().position());
                    } else {
                        promise.fail(done.cause());
                    }
                }));
        return promise.future();
    }

    private void end() {
        OwnConnections mine = own;
        if (mine != null) {
            recordings = mine.number();
            mine.end();
            roster.end();
        }
        own = null;
        listed = false;
        confirmed = false;
        asked.clear();
        Following follower = following;
        following = null;
        if (follower != null) {
            broker.unfollow(ChannelName.LIFECYCLE, follower);
        }
        ring.clear();
    }

    private void check() {
        long now = now();
        OwnConnections mine = own;
        if (mine != null && recordUntil < now) {
            end();
        } else if (mine != null) {
            mine.check();
        }
        if (!readers.isEmpty()) {
            askAll(now);
        }
        if (confirmed && following == null) {
            follow();
        }
        Following follower = following;
        if (follower != null) {
            follower.all.check(
                    broker.attendance().publishing()
                            ? survey.instances().stream().map(Instance::id).collect(Collectors.toSet())
                            : null,
                    now);
            if (follower.all.bytes() > maxBytes || (mine != null && mine.bytes() > maxBytes)) {
                full(now);
            }
        }
    }

    private void full(long now) {
        log.atWarn().log("events of clients are not told any more: there are too many clients (limits.presence-bytes)");
        fullUntil = now + FULL_MILLIS;
        String why = full().sentence();
        List.copyOf(readers).forEach(each -> each.end(why));
        readers.clear();
        end();
    }

    private Refusal full() {
        return new Refusal(
                ErrorCode.TOO_MANY,
                "the clients of all instances use more than " + maxBytes + " bytes (limits.presence-bytes)");
    }

    private void askAll(long now) {
        List<Instance> instances = survey.instances();
        asked.keySet().retainAll(instances.stream().map(Instance::id).toList());
        for (Instance each : instances) {
            if (asked.getOrDefault(each.id(), Long.MIN_VALUE) > now) {
                continue;
            }
            asked.put(each.id(), Long.MAX_VALUE);
            survey.record(each)
                    .onComplete(done -> context.runOnContext(v -> {
                        if (asked.containsKey(each.id())) {
                            asked.put(each.id(), now() + (done.succeeded() ? ASK_MILLIS : ASK_AGAIN_MILLIS));
                        }
                    }));
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}

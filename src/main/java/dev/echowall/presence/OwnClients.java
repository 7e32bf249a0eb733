package dev.echowall.presence;

import dev.echowall.broker.Broker;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.presence.PresenceChange.Enter;
import dev.echowall.presence.PresenceChange.Leave;
import dev.echowall.presence.PresenceChange.Lost;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of this instance in one channel. This instance alone decides about them, and tells the others their
 * changes through the stream of the channel's presence: in order, each until it is acknowledged, many at a time while
 * the stream is busy. Confined to one context.
 */
final class OwnClients {
    /** The bytes at which a publication of changes is full; a single change may have more. */
    private static final int FULL_BYTES = 64 * 1024;

    /** An estimate of what a change has in addition to the description of the client. */
    private static final int CHANGE_BYTES = 64;

    private static final long RETRY_MILLIS = 250;
    private static final long MAX_RETRY_MILLIS = 4_000;
    private static final Logger log = LoggerFactory.getLogger(OwnClients.class);

    /** @param told whether the others have been told of it, or will be by what is under way */
    private record Own(ClientInfo info, boolean told) {}

    private record Waiter(long change, Promise<@Nullable Position> promise) {}

    private final ChannelName stream;
    private final Broker broker;
    private final Context context;
    private final String instance;
    private final Runnable idle;
    private final TreeMap<String, Own> clients = new TreeMap<>();
    /** Of each client only its last change, because the ones before it have no effect any more. */
    private final Map<String, PresenceChange> pending = new LinkedHashMap<>();

    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private boolean publishing;
    private boolean failing;
    private long retryMillis = RETRY_MILLIS;
    /** The number of changes so far, and of those that are acknowledged. */
    private long changes;

    private long acknowledged;
    private @Nullable Position top;

    /**
     * @param instance the id of this run of the instance
     * @param idle called when nothing is to be told any more
     */
    OwnClients(ChannelName channel, Broker broker, Context context, String instance, Runnable idle) {
        this.stream = channel.ofPresence();
        this.broker = broker;
        this.context = context;
        this.instance = instance;
        this.idle = idle;
    }

    void enter(ClientInfo info) {
        boolean known = pending.containsKey(info.client());
        clients.put(info.client(), new Own(info, known));
        change(new Enter(info));
    }

    void leave(String client, boolean lost) {
        Own own = clients.remove(client);
        if (own == null) {
            return;
        }
        if (own.told()) {
            change(lost ? new Lost(client) : new Leave(client));
        } else {
            pending.remove(client);
            publish();
        }
    }

    boolean isEmpty() {
        return clients.isEmpty() && pending.isEmpty() && !publishing;
    }

    /** Whether the others cannot be told at present. */
    boolean isFailing() {
        return failing;
    }

    /** All clients by their ids. A copy. */
    Map<String, ClientInfo> all() {
        Map<String, ClientInfo> all = new HashMap<>();
        clients.forEach((client, own) -> all.put(client, own.info()));
        return all;
    }

    /** The clients after this one, in the order of their ids: as many as a page may have. */
    List<ClientInfo> page(String after, int limit, int bytes) {
        List<ClientInfo> page = new ArrayList<>();
        long taken = 0;
        for (Own each : clients.tailMap(after, false).values()) {
            taken += each.info().size();
            if (page.size() == limit || (taken > bytes && !page.isEmpty())) {
                break;
            }
            page.add(each.info());
        }
        return page;
    }

    /**
     * Completes when all changes so far are acknowledged, or cannot be for now, with the position of the last one in
     * the stream that was; null if there was none.
     */
    Future<@Nullable Position> flushed() {
        if (acknowledged == changes || failing) {
            return Future.succeededFuture(top);
        }
        Promise<@Nullable Position> promise = Promise.promise();
        waiters.add(new Waiter(changes, promise));
        return promise.future();
    }

    private void change(PresenceChange change) {
        pending.remove(change.client());
        pending.put(change.client(), change);
        changes++;
        publish();
    }

    private void publish() {
        if (publishing) {
            return;
        }
        if (pending.isEmpty()) {
            acknowledged = changes;
            release(changes);
            idle.run();
            return;
        }
        publishing = true;
        List<PresenceChange> batch = next();
        long upTo = pending.isEmpty() ? changes : acknowledged;
        Payload payload = new Payload(Payload.Kind.BINARY, ChangeCodec.changes(instance, batch));
        publish(new Submission(payload, UUID.randomUUID().toString()), upTo);
    }

    private List<PresenceChange> next() {
        List<PresenceChange> batch = new ArrayList<>();
        int bytes = 0;
        Iterator<PresenceChange> all = pending.values().iterator();
        while (bytes < FULL_BYTES && all.hasNext()) {
            PresenceChange each = all.next();
            all.remove();
            batch.add(each);
            bytes += CHANGE_BYTES;
            if (each instanceof Enter enter) {
                bytes += enter.info().size();
                clients.computeIfPresent(each.client(), (client, own) -> new Own(own.info(), true));
            }
        }
        return batch;
    }

    /** Again and again until it is acknowledged: by its id it is accepted once. */
    private void publish(Submission submission, long upTo) {
        broker.publish(stream, submission, Creation.BY_SERVER)
                .onComplete(done -> context.runOnContext(v -> {
                    if (done.succeeded()) {
                        failing = false;
                        retryMillis = RETRY_MILLIS;
                        top = done.result().position();
                        publishing = false;
                        acknowledged = Math.max(acknowledged, upTo);
                        release(acknowledged);
                        publish();
                    } else {
                        failed(done.cause());
                        context.owner().setTimer(retryMillis, timer -> publish(submission, upTo));
                        retryMillis = Math.min(MAX_RETRY_MILLIS, 2 * retryMillis);
                    }
                }));
    }

    private void failed(Throwable why) {
        if (!failing) {
            failing = true;
            release(changes);
            log.atWarn()
                    .addKeyValue("channel", stream)
                    .addKeyValue("reason", why.getMessage())
                    .log("who is in the channel cannot be told to other instances now; it is tried again");
        }
    }

    /** Nobody waits any more for this change or those before it. */
    private void release(long change) {
        while (!waiters.isEmpty() && waiters.getFirst().change() <= change) {
            waiters.removeFirst().promise().complete(top);
        }
    }
}

package dev.echowall.lifecycle;

import dev.echowall.channel.Position;
import dev.echowall.lifecycle.ConnectionChange.Connected;
import dev.echowall.lifecycle.ConnectionChange.Disconnected;
import dev.echowall.lifecycle.ConnectionChange.Subscribed;
import dev.echowall.lifecycle.ConnectionChange.Unsubscribed;
import dev.echowall.lifecycle.Entry.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of this instance while they are recorded. It tells the others each change through the stream: in
 * order, each until it is acknowledged, many at a time while the stream is busy. Confined to one context.
 */
final class OwnConnections {
    /** The most bytes of changes that wait to be published; beyond it, it begins anew as another source. */
    static final int MAX_WAITING_BYTES = 16 << 20;

    /** The bytes at which an entry is full; a single change may have more. */
    private static final int FULL_BYTES = 64 * 1024;

    /** An estimate of what a change has in addition to its texts. */
    private static final int CHANGE_BYTES = 48;

    private static final Logger log = LoggerFactory.getLogger(OwnConnections.class);

    private record Waiter(long change, Promise<@Nullable Position> promise) {}

    private record UnderWay(Entry entry, String id, long upTo) {}

    private final String instance;
    private final String node;
    private final int maxWaitingBytes;
    private final BiFunction<Entry, String, Future<Position>> publish;
    private final Deque<ConnectionChange> waiting = new ArrayDeque<>();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private ConnectionTable table = new ConnectionTable();
    private int number;
    private Kind opening;
    private boolean opened;
    private boolean held;
    private boolean ended;
    private int waitingBytes;
    private @Nullable UnderWay underWay;
    private boolean failed;
    private long changes;
    private long acknowledged;
    private @Nullable Position top;

    /**
     * @param number different from those of this instance before
     * @param empty whether it has no connections yet
     * @param held whether nothing is published before {@link #confirm}
     * @param publish appends the entry to the stream, once however often this id is used
     */
    OwnConnections(
            String instance,
            String node,
            int number,
            boolean empty,
            boolean held,
            int maxWaitingBytes,
            BiFunction<Entry, String, Future<Position>> publish) {
        this.instance = instance;
        this.node = node;
        this.number = number;
        this.opening = empty ? Kind.OPENED_EMPTY : Kind.OPENED;
        this.held = held;
        this.maxWaitingBytes = maxWaitingBytes;
        this.publish = publish;
        table.add(source(), node);
    }

    String source() {
        return Entry.source(instance, number);
    }

    int number() {
        return number;
    }

    /** From now on its changes are published, with those that have waited. */
    void confirm() {
        held = false;
        proceed();
    }

    /** Connections that were there before it began to record. */
    void list(List<ConnectionChange> connections) {
        table.apply(new Entry(Kind.CHANGES, source(), node, connections));
    }

    void change(ConnectionChange change) {
        table.apply(new Entry(Kind.CHANGES, source(), node, List.of(change)));
        waiting.add(change);
        waitingBytes += weight(change);
        changes++;
        if (waitingBytes > maxWaitingBytes) {
            beginAnew();
        }
        proceed();
    }

    /* What has waited is not told. The others notice that they do not know this source, and ask for its connections. */
    private void beginAnew() {
        log.atWarn().log("the events of this instance's clients cannot be told to the others; some are left out");
        String before = source();
        List<ConnectionChange> all = table.page(before, "", Integer.MAX_VALUE);
        waiting.clear();
        waitingBytes = 0;
        number++;
        opening = Kind.OPENED;
        opened = false;
        table = new ConnectionTable();
        table.add(source(), node);
        list(all);
    }

    /** Tries again what has failed. Called again and again. */
    void check() {
        if (failed) {
            failed = false;
            publish();
        }
    }

    /** An estimate of the heap of the connections. */
    long bytes() {
        return table.bytes();
    }

    /**
     * The connections after this one, as many as a page has.
     *
     * @return completes when everything that the page includes is in the stream, with the position up to which it is
     */
    Future<TablePage> page(String after, int most) {
        TablePage page = new TablePage(source(), node, table.page(source(), after, most), null);
        return flushed().map(position -> new TablePage(page.source(), page.node(), page.connections(), position));
    }

    /** Completes when all changes so far are in the stream, with the position up to which they are. */
    Future<@Nullable Position> flushed() {
        if (opened && acknowledged == changes && underWay == null) {
            return Future.succeededFuture(top);
        }
        Promise<@Nullable Position> promise = Promise.promise();
        waiters.add(new Waiter(changes, promise));
        return promise.future();
    }

    /** Nothing is recorded any more. */
    void end() {
        ended = true;
        waiting.clear();
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        all.forEach(each -> each.promise().tryFail("nothing is recorded any more"));
    }

    private void proceed() {
        if (held || ended || underWay != null || (opened && waiting.isEmpty())) {
            return;
        }
        List<ConnectionChange> batch = new ArrayList<>();
        int bytes = 0;
        while (bytes < FULL_BYTES && !waiting.isEmpty()) {
            ConnectionChange each = waiting.removeFirst();
            batch.add(each);
            bytes += weight(each);
        }
        waitingBytes -= bytes;
        Entry entry = new Entry(opened ? Kind.CHANGES : opening, source(), node, batch);
        opened = true;
        underWay = new UnderWay(entry, UUID.randomUUID().toString(), changes - waiting.size());
        publish();
    }

    private void publish() {
        UnderWay now = Objects.requireNonNull(underWay, "nothing to publish");
        publish.apply(now.entry(), now.id()).onComplete(done -> {
            if (done.failed()) {
                failed = !ended;
                return;
            }
            top = done.result();
            underWay = null;
            acknowledged = now.upTo();
            while (!waiters.isEmpty() && opened && waiters.getFirst().change() <= acknowledged) {
                waiters.removeFirst().promise().complete(top);
            }
            proceed();
        });
    }

    private static int weight(ConnectionChange change) {
        int texts = change.client().length();
        if (change instanceof Connected connected) {
            texts += connected.user().length() + connected.transport().length();
        } else if (change instanceof Subscribed subscribed) {
            texts += subscribed.channel().length();
        } else if (change instanceof Unsubscribed unsubscribed) {
            texts += unsubscribed.channel().length();
        } else if (change instanceof Disconnected disconnected) {
            texts += disconnected.reason().length();
        }
        return CHANGE_BYTES + 2 * texts;
    }
}

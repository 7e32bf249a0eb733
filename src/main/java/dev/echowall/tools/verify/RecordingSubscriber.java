package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.link.Backoff;
import dev.echowall.tools.link.SubscriptionCallback;
import dev.echowall.tools.link.Target;
import dev.echowall.tools.link.Transport;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One subscriber: records what arrives, and resumes from its position when its connection ends. On the event loop. */
final class RecordingSubscriber implements SubscriptionCallback {
    private static final Duration FIRST_CEILING = Duration.ofMillis(50);
    private static final Duration LAST_CEILING = Duration.ofSeconds(1);
    /**
     * The time without data after which a connection is given up, if there is something to deliver; longer than a pause
     * that the server recovers from.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Vertx vertx;
    private final Transport transport;
    private final List<Target> servers;
    private final SubscriberLog log;
    private final ToLongFunction<String> reader;
    private final Witness observer;
    private final Backoff backoff = new Backoff(
            FIRST_CEILING, LAST_CEILING, () -> ThreadLocalRandom.current().nextDouble());
    private int server;
    private Transport.@Nullable Subscription subscription;
    private @Nullable Position position;
    private boolean begun;
    private boolean resuming;
    private boolean unserved;
    private boolean stopped;
    private String trouble = "";
    private long opened;
    private long heard;
    private long delivered;

    /** Receives a subscriber's events, for statistics. */
    interface Witness {
        /** @param before when the previous one arrived, on {@link System#nanoTime}; 0 for the first */
        void delivered(long identity, long before);

        void gap(String reason);

        void cut();

        void resumed();

        void abandoned();

        /** Ignores all events. */
        Witness NOBODY = new Witness() {
            @Override
            public void delivered(long identity, long before) {}

            @Override
            public void gap(String reason) {}

            @Override
            public void cut() {}

            @Override
            public void resumed() {}

            @Override
            public void abandoned() {}
        };
    }

    /**
     * A subscriber that has not been started.
     *
     * @param server the index of the first server to use; each new connection uses the next
     * @param from the start position; null starts with the next publication
     * @param reader computes the identity of a payload
     */
    RecordingSubscriber(
            Vertx vertx,
            Transport transport,
            List<Target> servers,
            int server,
            @Nullable Position from,
            SubscriberLog log,
            ToLongFunction<String> reader,
            Witness observer) {
        this.vertx = vertx;
        this.transport = transport;
        this.servers = servers;
        this.server = server;
        this.position = from;
        this.log = log;
        this.reader = reader;
        this.observer = observer;
    }

    void start() {
        if (stopped) {
            return;
        }
        opened = heard = System.nanoTime();
        subscription = transport.open(servers.get(server++ % servers.size()), log.channel(), position, this);
    }

    void stop() {
        stopped = true;
        if (subscription != null) {
            subscription.hangUp();
            subscription = null;
        }
    }

    SubscriberLog log() {
        return log;
    }

    @Nullable
    Position position() {
        return position;
    }

    /** Whether the server ever reported a position. */
    boolean begun() {
        return begun;
    }

    /** Whether the server does not support this transport. */
    boolean unserved() {
        return unserved;
    }

    /** Why the last connection ended. */
    String trouble() {
        return trouble;
    }

    /** Whether it has received everything up to this position. */
    boolean has(@Nullable Position top) {
        return top == null
                || top.offset() == 0
                || (position != null && position.epoch().equals(top.epoch()) && position.offset() >= top.offset());
    }

    /** When the last publication arrived, on {@link System#nanoTime}; 0 if there was none. */
    long delivered() {
        return delivered;
    }

    String transport() {
        return transport.label();
    }

    /**
     * Gives up a connection that is silent although there is something to deliver, such as a stopped process leaves
     * behind.
     */
    void check(@Nullable Position top) {
        boolean owed = !begun || resuming || !has(top);
        if (subscription != null && owed && System.nanoTime() - heard > PATIENCE.toNanos()) {
            subscription.hangUp();
            observer.abandoned();
            over(0, "nothing arrived for " + PATIENCE.toSeconds() + " s");
        }
    }

    @Override
    public void began(Position at) {
        alive();
        log.add(new Observation.Began(at));
        if (position == null || position.epoch().isEmpty()) {
            position = at;
        }
    }

    @Override
    public void delivered(Position at, String text) {
        alive();
        long now = System.nanoTime();
        long identity = reader.applyAsLong(text);
        Position place = new Position(epoch(at.epoch()), at.offset());
        log.add(new Observation.Delivered(place.epoch(), place.offset(), identity, text.hashCode()));
        position = place;
        observer.delivered(identity, delivered);
        delivered = now;
    }

    /** The same string instance for the same epoch, because millions of them are kept. */
    private String epoch(String read) {
        return position != null && position.epoch().equals(read) ? position.epoch() : read;
    }

    @Override
    public void gap(String epoch, long oldest, String reason) {
        alive();
        log.add(new Observation.Gap(epoch, oldest, reason));
        position = new Position(epoch, Math.max(0, oldest - 1));
        observer.gap(reason);
    }

    @Override
    public void alive() {
        heard = System.nanoTime();
        begun = true;
        if (resuming) {
            resuming = false;
            observer.resumed();
        }
    }

    @Override
    public void over(int status, String why) {
        subscription = null;
        trouble = why;
        if (stopped) {
            return;
        }
        if (status == 404 && !begun) {
            unserved = true;
            return;
        }
        if (begun && !resuming) {
            resuming = true;
            log.add(new Observation.Cut());
            observer.cut();
        }
        backoff.lasted(Duration.ofNanos(System.nanoTime() - opened));
        vertx.setTimer(Math.max(1, backoff.next().toMillis()), fired -> start());
    }
}

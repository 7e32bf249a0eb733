package dev.echowall.tools.verify;

import dev.echowall.tools.link.ClientRuntime;
import dev.echowall.tools.link.PublishClient;
import dev.echowall.tools.link.PublishRoute;
import dev.echowall.tools.link.RetryingPublisher;
import dev.echowall.tools.link.Target;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One run: subscribes, publishes, waits until everything has arrived, reads the streams back. Driven by the calling
 * thread; everything is recorded on one event loop.
 */
final class VerifyRun implements AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(15);
    /** How long nothing must arrive at the end; lost announcements are repaired sooner. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration STEP = Duration.ofMillis(50);
    private static final long TURN_MILLIS = 5;
    // More than there are publishers and subscribers, because they must not wait for each other.
    private static final int CONNECTIONS = 10_000;

    private final VerifyPlan plan;
    private final ClientRuntime runtime = new ClientRuntime(CONNECTIONS);
    private final Vertx vertx = runtime.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Recording recording = new Recording();
    private final RunStatistics statistics = new RunStatistics();
    private final String name;
    private final Random random = new Random();
    private final PayloadCodec codec;
    private final List<String> channels;
    private final SubscriberGroup subscriberGroup;
    private final PresenceGroup presence;
    private final List<Publisher> publishers = new ArrayList<>();
    private Duration length = Duration.ZERO;
    private volatile boolean ending;

    VerifyRun(VerifyPlan plan) {
        this.plan = plan;
        // Four characters, different for each run, so that its payloads cannot be confused with another run's.
        this.name = Integer.toString(random.nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36);
        this.codec = new PayloadCodec(name, random);
        this.channels = IntStream.rangeClosed(1, plan.channels())
                .mapToObj(number -> "echo:verify-" + name + "-" + number)
                .toList();
        this.presence = new PresenceGroup(context, plan.servers(), "echo:verify-" + name + "-presence", random);
        this.subscriberGroup = new SubscriberGroup(runtime, context, plan, codec, recording, statistics);
    }

    /**
     * Subscribes.
     *
     * @return why it failed; empty if every subscriber has a position, except those with unsupported transports
     */
    String subscribe() {
        on(() -> {
            subscriberGroup.start(channels);
            presence.start();
            return true;
        });
        Duration limit = plan.timeout().compareTo(CONNECTING) < 0 ? plan.timeout() : CONNECTING;
        boolean begun = until(subscriberGroup::begun, limit);
        return on(() -> {
            subscriberGroup.release();
            if (!begun) {
                String trouble = subscriberGroup.trouble();
                return trouble.isEmpty() ? "no answer within " + limit.toSeconds() + " s" : trouble;
            }
            return subscriberGroup.subscribers() == 0 ? "none of the transports is served" : "";
        });
    }

    /** Publishes for the planned time, or until {@link #interrupt}, and waits for the last acknowledgement. */
    void publish(Runnable everySecond) {
        long began = System.nanoTime();
        PublishScheduler scheduler = on(() -> {
            subscriberGroup.published(began);
            IntStream.range(0, plan.publishers()).forEach(number -> publishers.add(publisher(number, began)));
            return new PublishScheduler(publishers, plan.rate(), began);
        });
        // A timer that is set on the loop fires on the loop.
        long timer = on(() -> vertx.setPeriodic(TURN_MILLIS, fired -> scheduler.turn(System.nanoTime())));
        long end = began + plan.duration().toNanos();
        for (long second = 1; !ending && System.nanoTime() < end; second++) {
            long due = Math.min(end, began + TimeUnit.SECONDS.toNanos(second));
            until(() -> ending || System.nanoTime() >= due, Duration.ofSeconds(2));
            everySecond.run();
        }
        long ended = System.nanoTime();
        length = Duration.ofNanos(ended - began);
        on(() -> {
            subscriberGroup.quiet(ended);
            presence.quiet();
            return vertx.cancelTimer(timer);
        });
        until(
                () -> publishers.stream().noneMatch(Publisher::busy),
                plan.timeout().plus(PublishRoute.ATTEMPT));
    }

    private Publisher publisher(int number, long began) {
        PublishClient.Observer observer = (server, nanos) ->
                statistics.replied(nanos, server.authority(), Duration.ofNanos(System.nanoTime() - began));
        PublishClient client = plan.route().client(runtime.http(), rotated(number), PublishRoute.ATTEMPT, observer);
        RetryingPublisher publisher = new RetryingPublisher(vertx, client, plan.timeout(), statistics::repeated);
        String channel = channels.get(number % channels.size());
        return new Publisher(
                number + 1,
                channel,
                name,
                codec,
                plan.filler(),
                publisher,
                new ResendQueue(plan.again(), random),
                recording,
                statistics,
                began);
    }

    private List<Target> rotated(int by) {
        int first = by % plan.servers().size();
        return Stream.concat(
                        plan.servers().stream().skip(first),
                        plan.servers().stream().limit(first))
                .toList();
    }

    /**
     * Waits until all subscribers have had the same for a while, reads each stream back from the beginning, and closes
     * the connections.
     */
    void settle() {
        long[] since = {System.nanoTime()};
        until(
                () -> {
                    if (!subscriberGroup.even()) {
                        since[0] = System.nanoTime();
                    }
                    return System.nanoTime() - since[0] > QUIET.toNanos();
                },
                plan.timeout());
        until(presence::isEven, plan.timeout());
        on(() -> {
            subscriberGroup.readAgain();
            return true;
        });
        until(subscriberGroup::readAll, plan.timeout());
        on(() -> {
            subscriberGroup.stop();
            presence.stop();
            return true;
        });
    }

    /** To be read when the run is over. */
    PresenceGroup presence() {
        return presence;
    }

    /** Ends publishing early; what follows happens as usual. */
    void interrupt() {
        ending = true;
    }

    /** For display: the names of the run's channels, with a star for the number. */
    String channels() {
        return "echo:verify-" + name + "-*";
    }

    /** How long it published. */
    Duration length() {
        return length;
    }

    /** To be read when the run is over. */
    Recording recording() {
        return recording;
    }

    /** To be read when the run is over. */
    RunStatistics statistics() {
        return statistics;
    }

    /** To be read when all have subscribed. */
    SubscriberGroup subscriberGroup() {
        return subscriberGroup;
    }

    /** Gets a value on the event loop and waits for it. */
    <T> T on(Supplier<T> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> {
            try {
                promise.complete(step.get());
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future().await();
    }

    private boolean until(Supplier<Boolean> condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!on(condition)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            vertx.timer(STEP.toMillis(), TimeUnit.MILLISECONDS).await();
        }
        return true;
    }

    @Override
    public void close() {
        on(() -> {
            // Otherwise they would keep reconnecting while their client closes.
            subscriberGroup.hangUp();
            return true;
        });
        runtime.close();
    }
}

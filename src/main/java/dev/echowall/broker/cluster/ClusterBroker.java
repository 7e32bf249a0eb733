package dev.echowall.broker.cluster;

import com.hazelcast.core.HazelcastInstance;
import dev.echowall.broker.Announcer;
import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.ClusterView;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.StreamBroker;
import dev.echowall.broker.StreamStore;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Submission;
import dev.echowall.broker.Survey;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.journal.Journal;
import dev.echowall.metrics.Metrics;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The broker of a node in a cluster: streams are replicated on the members, announcements go over the event bus. */
public final class ClusterBroker implements Broker {
    private static final long LOOK_MILLIS = 100;
    private static final long LEAVE_MILLIS = 20;
    private static final long LEAVE_NANOS = 2_000_000_000L;
    private static final long OVERDUE_NANOS = 300_000_000;
    /** From this age on, a process leads like any other. */
    private static final long WARM_MILLIS = 8_000;

    private static final long COMPARE_MILLIS = 1_000;
    private static final long EXPIRE_MILLIS = 250;
    private static final long COUNT_MILLIS = 5_000;
    private static final long SWEEP_MILLIS = 1_000;

    private final Context context;
    private final Membership membership;
    private final PartitionPromotion promotion;
    private final Replicas replicas;
    private final LeadershipSupervisor supervisor;
    private final HistoryTrimmer trimmer;
    private final Readiness readiness;
    private final JournalUpkeep journal;
    private final BusSurvey survey;
    private final BusAnnouncer announcer;
    private final StreamBroker broker;
    private final WarmUp warmUp;
    private final List<Long> timers = new ArrayList<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private long expiry;

    /** @param context the broker's context: an event loop of a clustered Vert.x */
    public ClusterBroker(
            Context context,
            HazelcastInstance hazelcast,
            Membership membership,
            BrokerOptions options,
            Metrics metrics) {
        this(context, hazelcast, membership, options, metrics, batch -> true, streams -> streams);
    }

    /**
     * @param announced for tests: which batches are announced; the others are lost
     * @param between for tests: wraps the streams
     */
    ClusterBroker(
            Context context,
            HazelcastInstance hazelcast,
            Membership membership,
            BrokerOptions options,
            Metrics metrics,
            Predicate<Batch> announced,
            UnaryOperator<StreamStore> between) {
        this.context = context;
        this.membership = membership;
        this.promotion = new PartitionPromotion(hazelcast);
        this.replicas = Replicas.of(hazelcast);
        this.supervisor = new LeadershipSupervisor(context, replicas);
        this.readiness = new Readiness(replicas);
        this.journal = new JournalUpkeep(replicas, readiness, membership);
        this.trimmer = new HistoryTrimmer(context, replicas, options, supervisor::greet);
        this.survey = new BusSurvey(context.owner(), membership);
        this.announcer = new BusAnnouncer(context, membership, survey, options.windowBytes(), metrics);
        Announcer some = batch -> {
            if (batch.version() != null) {
                settled(batch.channel(), new Position(batch.epoch(), batch.last()), batch.version());
            }
            if (announced.test(batch)) {
                announcer.announce(batch);
            }
        };
        StreamStore streams = new ClusterStreamStore(context, hazelcast, options);
        this.broker = new StreamBroker(context, options, between.apply(streams), some, metrics);
        this.warmUp = new WarmUp(context, streams, options);
    }

    /**
     * Begins to listen on the bus, and contacts all streams' leaders before the first client needs them. Called on the
     * context.
     */
    public Future<Void> start() {
        timers.add(every(LOOK_MILLIS, this::look));
        timers.add(every(COMPARE_MILLIS, broker::compareTops));
        timers.add(every(COUNT_MILLIS, broker::count));
        timers.add(every(SWEEP_MILLIS, broker::sweep));
        expiry = every(EXPIRE_MILLIS, this::expire);
        journal.intervalMillis().ifPresent(millis -> timers.add(every(millis, journal::look)));
        broker.count();
        return announcer
                .start(message -> Announcement.read(message, broker::follows, broker::announced, this::settled))
                .onSuccess(v -> listening.set(true))
                .compose(v -> warmUp.run())
                .onSuccess(v -> context.owner().setTimer(untilWarm(), timer -> supervisor.takeOffers()));
    }

    private static long untilWarm() {
        return Math.max(1, WARM_MILLIS - ManagementFactory.getRuntimeMXBean().getUptime());
    }

    /**
     * Makes other members lead the streams that this member leads and keep its copies, as far as there are others.
     * Succeeds when that is done, and after two seconds in any case. Streams are served throughout and afterwards. From
     * any thread.
     */
    public Future<Void> leave() {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(v -> {
            supervisor.leave();
            long began = System.nanoTime();
            context.owner()
                    .setPeriodic(
                            LEAVE_MILLIS,
                            timer -> context.runOnContext(again -> {
                                if (supervisor.mayGo() || System.nanoTime() - began > LEAVE_NANOS) {
                                    context.owner().cancelTimer(timer);
                                    gone.tryComplete();
                                }
                            }));
        });
        return gone.future();
    }

    /** Stops listening to the bus; waiting publications are still published. Called on the context. */
    public Future<Void> stop() {
        listening.set(false);
        timers.forEach(context.owner()::cancelTimer);
        timers.clear();
        return announcer.stop();
    }

    /** Whether the node's consumer on the bus is registered. From any thread. */
    public boolean listening() {
        return listening.get();
    }

    /** Asks the other instances. From any thread. */
    public Survey survey() {
        return survey;
    }

    /** The number of streams in the whole cluster, as counted within the last seconds. */
    public int channels() {
        return broker.channels();
    }

    /** The memory of the copies on this member, in bytes, of channels with this label. From any thread. */
    public long historyBytes(String namespace) {
        return trimmer.used(namespace);
    }

    /** The limit to the memory of all copies on this member. From any thread. */
    public long historyLimit() {
        return replicas.budget().limit();
    }

    /** What must still happen until the cluster can tolerate another fault; empty when it can. From any thread. */
    public List<String> waitsFor() {
        return readiness.waitsFor();
    }

    /**
     * Saves the streams for the next start of this member and stops serving them; for a member that was cut off and
     * must rejoin as a new one. Blocks until the file is written. From any thread.
     */
    public void carryOver() {
        RestartSnapshot.write(replicas);
    }

    /**
     * Opens a cluster that waits for journals of members that will not come. What only these have is lost. All members
     * learn it within about a second. From any thread.
     *
     * @return the names of these members, or, if they are not known, how many it waited for; empty if this one waits for
     *     none, and then nothing is done
     */
    public List<String> openWithout() {
        return journal.openWithout();
    }

    /** What this member writes to its disk; null if it writes nothing. From any thread. */
    public @Nullable Journal journal() {
        ReplicaJournal written = replicas.journal();
        return written == null ? null : written.journal();
    }

    /**
     * Writes what the next start needs to go on as if nothing had been, and closes the journal. Nothing is decided here
     * afterwards. Blocks until it is on the disk; the second call does nothing.
     */
    public void closeJournal() {
        journal.close();
    }

    /**
     * The address, as host:port, of the member that leads the channel's stream, if it is known here. From any thread.
     */
    public @Nullable String leader(ChannelName channel) {
        return replicas.leaderAddress(Placement.shard(channel.value()));
    }

    @Override
    public Future<Published> publish(ChannelName channel, Submission submission, Creation creation) {
        return broker.publish(channel, submission, creation);
    }

    @Override
    public Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank) {
        return broker.offer(channel, payload, rank);
    }

    @Override
    public Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context consumerContext) {
        return broker.follow(channel, consumer, consumerContext);
    }

    @Override
    public void unfollow(ChannelName channel, BatchConsumer consumer) {
        broker.unfollow(channel, consumer);
    }

    @Override
    public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        return broker.read(channel, after, count, bytes);
    }

    @Override
    public Future<Void> removeHistory(ChannelName channel) {
        return broker.removeHistory(channel);
    }

    private void settled(ChannelName channel, Position upTo, StreamVersion version) {
        if (!version.equals(StreamVersion.NONE)) {
            replicas.settle(channel.value(), upTo, HeldVersion.of(version));
        }
    }

    @Override
    public Retention retention(ChannelName channel) {
        return broker.retention(channel);
    }

    @Override
    public ClusterView attendance() {
        return membership.attendance();
    }

    private void look() {
        supervisor.look();
        trimmer.look();
        if (promotion.look()) {
            announcer.refresh();
            broker.askAgain();
            // A member that left may have announced to some members but not to others.
            broker.compareTops();
        } else if (!promotion.settled()) {
            // While members disagree about who has the copies, a backup's answer may be lost.
            broker.askAgainAfter(OVERDUE_NANOS);
        }
    }

    private void expire() {
        broker.expire(System.nanoTime() / 1_000_000);
        if (!listening() && timers.isEmpty() && broker.idle()) {
            context.owner().cancelTimer(expiry);
        }
    }

    private long every(long millis, Runnable task) {
        return context.owner().setPeriodic(millis, timer -> context.runOnContext(v -> task.run()));
    }
}

package dev.echowall.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The node's metrics. From any thread. Label values come from fixed sets only (configured namespaces, transports,
 * codes), never from what a client sends.
 */
public final class Metrics {
    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder subscriptions = new LongAdder();
    private final LongAdder deliveredBytes = new LongAdder();
    private final Timer appends;
    private final Timer tickLateness;
    private final DistributionSummary batchSize;

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
        FunctionCounter.builder("echowall.deliveries", deliveries, LongAdder::sum)
                .description("Publications written to subscribers")
                .register(registry);
        FunctionCounter.builder("echowall.delivered.bytes", deliveredBytes, LongAdder::sum)
                .description("Bytes of frames written to subscribers")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("echowall.subscriptions", subscriptions, LongAdder::sum)
                .description("Open subscriptions")
                .register(registry);
        appends = Timer.builder("echowall.append")
                .description("From an append to its acknowledgement by leader and backup")
                .serviceLevelObjectives(millis(1), millis(5), millis(20), millis(100), millis(1000))
                .register(registry);
        tickLateness = Timer.builder("echowall.tick.lateness")
                .description("From the second itself until its tick is received on this node")
                .serviceLevelObjectives(millis(5), millis(20), millis(50), millis(200), millis(1000))
                .register(registry);
        batchSize = DistributionSummary.builder("echowall.append.publications")
                .description("Publications in one append")
                .register(registry);
    }

    /** A client connected with this transport. */
    public void connected(String transport) {
        counter("echowall.connections.opened", "Connections opened", "transport", transport)
                .increment();
        open(transport).incrementAndGet();
    }

    /** A client disconnected. {@code reason} is a close code's label. */
    public void disconnected(String transport, String reason) {
        counter("echowall.connections.closed", "Connections closed", "transport", transport, "reason", reason)
                .increment();
        open(transport).decrementAndGet();
    }

    /** A request or a command was refused. {@code error} is an error code's label. */
    public void refused(String error) {
        counter("echowall.refusals", "Requests refused", "error", error).increment();
    }

    /** Connections were cut off because they did not read and others needed the memory. */
    public void unreadCut(int connections) {
        counter("echowall.unread.cut", "Connections cut off because they did not read")
                .increment(connections);
    }

    /** A request to the management port had a wrong key. */
    public void wrongKey() {
        counter("echowall.wrong.keys", "Wrong keys at the management port").increment();
    }

    /** A token was checked. {@code result} is accepted, expired, refused or unavailable. */
    public void token(String result) {
        counter("echowall.tokens", "Tokens checked", "result", result).increment();
    }

    /** The keys of auth.jwks-url were fetched, or could not be. */
    public void keysFetched(boolean succeeded) {
        counter("echowall.jwks.fetches", "Times the keys were asked for", "result", succeeded ? "fetched" : "failed")
                .increment();
    }

    /**
     * The application was asked, or was not because of a limit. {@code event} and {@code outcome} are fixed names.
     */
    public void hook(String event, String outcome) {
        counter("echowall.hooks", "Questions to the application", "event", event, "outcome", outcome)
                .increment();
    }

    /**
     * A connection to a cluster port was closed because it did not come from an instance. {@code port} is a fixed name.
     */
    public void strangerRefused(String port) {
        counter(
                        "echowall.cluster.refusals",
                        "Connections to the cluster ports that did not come from an instance",
                        "port",
                        port)
                .increment();
    }

    /** A publication was accepted here. {@code namespace} is a configured namespace's label. */
    public void published(String namespace) {
        counter("echowall.publications", "Publications accepted by this node", "namespace", namespace)
                .increment();
    }

    /** A subscription was made. */
    public void subscribed() {
        subscriptions.increment();
    }

    /** Open subscriptions. */
    public long subscriptions() {
        return subscriptions.sum();
    }

    /** A subscription ended. */
    public void unsubscribed() {
        subscriptions.decrement();
    }

    /** Publications were written to one subscriber. */
    public void delivered(long publications, long bytes) {
        deliveries.add(publications);
        deliveredBytes.add(bytes);
    }

    /** A subscriber was sent a gap. */
    public void gap(String reason) {
        counter("echowall.gaps", "Gaps sent to subscribers", "reason", reason).increment();
    }

    /** An append was answered; it had this many publications. */
    public void appended(Duration took, int publications) {
        appends.record(took);
        batchSize.record(publications);
    }

    /** An append was repeated because its outcome was unknown. */
    public void appendRepeated() {
        counter("echowall.append.repeats", "Appends repeated").increment();
    }

    /** An announcement arrived before an earlier one and was held. */
    public void held() {
        counter("echowall.announcements.held", "Announcements that arrived before an earlier one")
                .increment();
    }

    /** Missing publications were read from the stream. */
    public void repaired(int publications) {
        counter(
                        "echowall.repaired.publications",
                        "Publications read from the stream because their announcement was lost")
                .increment(publications);
    }

    /** An announcement was not sent because the other node is too far behind. */
    public void announcementDropped() {
        counter("echowall.announcements.dropped", "Announcements not sent to a slow peer")
                .increment();
    }

    /** The tick of a second was received this much later than the second. */
    public void tickHeard(Duration lateness) {
        tickLateness.record(lateness.isNegative() ? Duration.ZERO : lateness);
    }

    /** A value that is read when metrics are read. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** The same for channels of one namespace. */
    public void gauge(String name, String description, String namespace, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tag("namespace", namespace)
                .strongReference(true)
                .register(registry);
    }

    /** A count that is read when metrics are read. It must only grow, and {@code of} must be kept by somebody else. */
    public <T> void counter(String name, String description, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, of, count).description(description).register(registry);
    }

    /** Connections open now, over all transports. */
    public int connections() {
        return open.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private AtomicInteger open(String transport) {
        return open.computeIfAbsent(transport, name -> {
            AtomicInteger now = new AtomicInteger();
            Gauge.builder("echowall.connections", now, AtomicInteger::get)
                    .description("Connections open")
                    .tag("transport", name)
                    .register(registry);
            return now;
        });
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static Duration millis(long n) {
        return Duration.ofMillis(n);
    }
}

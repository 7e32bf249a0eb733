package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.lifecycle.EventsChecker;
import dev.echowall.lifecycle.Segment;
import dev.echowall.lifecycle.Told;
import dev.echowall.testing.AsyncCentrifugalClient;
import dev.echowall.testing.Fault;
import dev.echowall.testing.Fault.Kind;
import dev.echowall.testing.FaultInjector;
import dev.echowall.testing.FaultSchedule;
import dev.echowall.testing.HostCluster;
import dev.echowall.testing.RandomClients;
import dev.echowall.testing.RandomClients.Life;
import dev.echowall.testing.RoamingEventReader;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestNetwork;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What is told of clients that come and go while a seed decides what happens to three instances on hosts of their own.
 * Readers go on elsewhere when theirs is silent. {@code -Dtest.events.faults} is the number of faults. Needs to be root.
 */
@EnabledIfSystemProperty(named = "test.events.faults", matches = "[1-9].*", disabledReason = "-Psoak")
@RunsAlone
class EventsUnderFaultsProcessIT {
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final int FAULTS = Integer.getInteger("test.events.faults", 2);
    private static final int CLIENTS = 16;
    private static final int CHANNELS = 24;
    private static final int HTTP = 8080;
    private static final int MANAGEMENT = 9080;
    private static final String KEY = "a key that no page knows".replace(' ', '-');

    /** How long before a fault a client must have gone, so that what it did has been told. */
    private static final Duration TOLD = Duration.ofSeconds(1);
    /** Between two faults. */
    private static final Duration CALM = Duration.ofSeconds(4);
    /** Until a server misses a client that could not say that it leaves. */
    private static final Duration MISSED = Duration.ofSeconds(90);

    private static final List<String> NAMES =
            IntStream.range(0, CHANNELS).mapToObj(i -> "echo:room" + i).toList();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();

    /** When something was wrong, until all was well again. */
    private record Trouble(Instant from, Instant to) {
        boolean touches(Life life) {
            return life.from().isBefore(to) && life.to().plus(TOLD).isAfter(from);
        }
    }

    @Test
    void whatever_happens_to_instances_each_event_is_told_once_in_order_and_true() throws Exception {
        System.out.println("test.seed=" + SEED + ", " + FAULTS + " faults");
        TestNetwork.requireDropping();
        try (TestNetwork network = new TestNetwork(FaultSchedule.HOSTS);
                HostCluster cluster = HostCluster.start(
                        network,
                        FaultSchedule.HOSTS,
                        false,
                        "management: { host: 0.0.0.0, api-key: \"" + KEY + "\" }")) {
            network.join();
            System.out.println("logs are in " + cluster.directory());
            judge(network, cluster);
        } finally {
            vertx.close();
        }
    }

    private void judge(TestNetwork network, HostCluster cluster) {
        List<String> hosts = IntStream.rangeClosed(1, FaultSchedule.HOSTS)
                .mapToObj(network::address)
                .toList();
        List<RoamingEventReader> readers = here(() -> IntStream.range(0, FaultSchedule.HOSTS)
                .mapToObj(i -> new RoamingEventReader(vertx, hosts, MANAGEMENT, KEY, i))
                .toList());
        TimeLimits.until(
                "all read",
                () -> here(
                        () -> readers.stream().noneMatch(each -> each.segments().isEmpty())));
        RandomClients clients = here(() -> new RandomClients(vertx, hosts, HTTP, NAMES, SEED));
        here(() -> {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add();
            }
            return true;
        });

        List<Trouble> troubles = inject(new FaultInjector(network, cluster));
        List<Life> lives = TimeLimits.await(on(clients::end));
        List<AsyncCentrifugalClient> last = comeAndGo(hosts);
        Set<String> full = new HashSet<>(NAMES.subList(0, CHANNELS / 2));
        Set<String> ids = last.stream().map(AsyncCentrifugalClient::id).collect(Collectors.toSet());
        for (RoamingEventReader reader : readers) {
            TimeLimits.until(
                    "all that is so in the end is told",
                    MISSED,
                    () -> here(() -> isTold(reader.segments(), ids, full)));
        }
        List<Segment> segments = here(() -> {
            readers.forEach(RoamingEventReader::end);
            return readers.stream().flatMap(each -> each.segments().stream()).toList();
        });
        readers.forEach(each -> assertThat(each.faults()).isEmpty());
        EventsChecker checker = new EventsChecker(segments);
        int strict = 0;
        for (Life life : lives) {
            if (mustBeTold(life, troubles, cluster, segments)) {
                strict++;
                assertThat(kinds(checker.of(life.client())))
                        .as("%s, from %s to %s", life.client(), life.from(), life.to())
                        .startsWith("connected")
                        .endsWith("disconnected")
                        .containsAll(life.subscribed().stream()
                                .map(each -> "subscribed " + each)
                                .toList());
            }
        }
        System.out.printf(
                "%d faults: %d different events of %d streams, told %d times; %d connections, %d of them compared with"
                        + " what is told; resumed elsewhere %d times, %d gaps told%n",
                troubles.size(),
                checker.size(),
                checker.epochs(),
                segments.stream().mapToInt(each -> each.told().size()).sum(),
                lives.size(),
                strict,
                readers.stream().mapToInt(RoamingEventReader::resumed).sum(),
                segments.size() - readers.size());
        assertThat(strict).as("connections of which all must be told").isPositive();
    }

    private static List<String> kinds(List<Told> events) {
        return events.stream()
                .map(each -> each.channel().isEmpty() ? each.kind() : each.kind() + " " + each.channel())
                .toList();
    }

    private static List<Trouble> inject(FaultInjector injector) {
        List<Kind> kinds =
                List.of(Kind.values()).stream().filter(each -> !each.clock()).toList();
        List<Trouble> troubles = new ArrayList<>();
        for (Fault fault : FaultSchedule.of(SEED, FAULTS, kinds)) {
            Instant from = Instant.now();
            injector.inject(fault);
            troubles.add(new Trouble(from, Instant.now()));
            injector.rest(CALM);
        }
        return troubles;
    }

    /** In each channel is one; then only in half of them. */
    private List<AsyncCentrifugalClient> comeAndGo(List<String> hosts) {
        WebSocketClient sockets = here(vertx::createWebSocketClient);
        List<AsyncCentrifugalClient> all = new ArrayList<>();
        for (String host : hosts) {
            all.add(TimeLimits.await(on(() -> AsyncCentrifugalClient.connect(vertx, sockets, host, HTTP))));
        }
        for (int i = 0; i < CHANNELS; i++) {
            JsonObject channel = new JsonObject().put("channel", NAMES.get(i));
            AsyncCentrifugalClient client = all.get(i % all.size());
            TimeLimits.await(on(() -> client.ask("subscribe", channel)));
        }
        for (int i = CHANNELS / 2; i < CHANNELS; i++) {
            JsonObject channel = new JsonObject().put("channel", NAMES.get(i));
            AsyncCentrifugalClient client = all.get(i % all.size());
            TimeLimits.await(on(() -> client.ask("unsubscribe", channel)));
        }
        return all;
    }

    /** Whether in what is told last exactly these channels have somebody, and nobody else is connected. */
    private static boolean isTold(List<Segment> segments, Set<String> clients, Set<String> full) {
        Set<String> connected = new HashSet<>();
        Set<String> occupied = new HashSet<>();
        Set<String> vacated = new HashSet<>();
        for (Told each : segments.get(segments.size() - 1).told()) {
            switch (each.kind()) {
                case "connected" -> connected.add(each.client());
                case "disconnected" -> connected.remove(each.client());
                case "occupied" -> {
                    occupied.add(each.channel());
                    vacated.remove(each.channel());
                }
                case "vacated" -> {
                    vacated.add(each.channel());
                    occupied.remove(each.channel());
                }
                default -> {}
            }
        }
        return connected.equals(clients) && occupied.equals(full) && vacated.size() == CHANNELS - full.size();
    }

    /**
     * Whether everything about the connection must be told: its instance has not ended since, or it came and went while
     * all was well; and somebody listened without a gap.
     */
    private static boolean mustBeTold(Life life, List<Trouble> troubles, HostCluster cluster, List<Segment> segments) {
        boolean safe = cluster.started(life.host() + 1).isBefore(life.from())
                || troubles.stream().noneMatch(each -> each.touches(life));
        return safe && segments.stream().anyMatch(each -> each.covers(life.from(), life.to()));
    }

    private <T> T here(Supplier<T> task) {
        return TimeLimits.await(on(() -> Future.succeededFuture(task.get())));
    }

    private <T> Future<T> on(Supplier<Future<T>> task) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> {
            try {
                task.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.tryFail(e);
            }
        });
        return promise.future();
    }
}

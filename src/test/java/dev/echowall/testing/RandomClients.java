package dev.echowall.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Clients that connect to random servers, subscribe, unsubscribe and leave, each at its own pace. Confined to one event
 * loop, except for what completes a future.
 */
public final class RandomClients {
    private static final int LONGEST_PAUSE_MILLIS = 1_500;
    private static final int LONGEST_ABSENCE_MILLIS = 500;

    private final Vertx vertx;
    private final WebSocketClient sockets;
    private final List<String> hosts;
    private final int port;
    private final List<String> channels;
    private final Random random;
    private final List<Life> lives = new ArrayList<>();
    private final Set<AsyncCentrifugalClient> connected = new HashSet<>();
    private boolean over;
    private int connecting;

    /** A connection that a server has accepted. */
    public static final class Life {
        private final String client;
        private final int host;
        private final Instant from = Instant.now();
        private final Set<String> subscribed = new HashSet<>();
        private @Nullable Instant to;

        private Life(String client, int host) {
            this.client = client;
            this.host = host;
        }

        public String client() {
            return client;
        }

        /** The number of its server, from 0. */
        public int host() {
            return host;
        }

        public Instant from() {
            return from;
        }

        /** When it had ended. */
        public Instant to() {
            return to == null ? Instant.MAX : to;
        }

        /** All channels that a server has confirmed to it. */
        public Set<String> subscribed() {
            return Set.copyOf(subscribed);
        }
    }

    public RandomClients(Vertx vertx, List<String> hosts, int port, List<String> channels, long seed) {
        this.vertx = vertx;
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(10_000));
        this.hosts = List.copyOf(hosts);
        this.port = port;
        this.channels = List.copyOf(channels);
        this.random = new Random(seed);
    }

    /** One more client, which comes back as often as it leaves. */
    public void add() {
        if (over) {
            return;
        }
        connecting++;
        int host = random.nextInt(hosts.size());
        AsyncCentrifugalClient.connect(vertx, sockets, hosts.get(host), port).onComplete(done -> {
            connecting--;
            if (done.failed()) {
                later(LONGEST_ABSENCE_MILLIS, this::add);
                return;
            }
            AsyncCentrifugalClient client = done.result();
            Life life = new Life(client.id(), host);
            lives.add(life);
            connected.add(client);
            client.closed().onComplete(closed -> {
                life.to = Instant.now();
                connected.remove(client);
                later(LONGEST_ABSENCE_MILLIS, this::add);
            });
            act(client, life, new HashSet<>());
        });
    }

    private void act(AsyncCentrifugalClient client, Life life, Set<String> now) {
        if (over || client.closed().isComplete()) {
            client.close();
            return;
        }
        String channel = channels.get(random.nextInt(channels.size()));
        boolean leave = !now.isEmpty() && random.nextInt(3) == 0;
        if (leave && random.nextBoolean()) {
            client.close();
            return;
        }
        String mine = leave ? now.iterator().next() : channel;
        String method = now.contains(mine) ? "unsubscribe" : "subscribe";
        client.ask(method, new JsonObject().put("channel", mine)).onComplete(done -> {
            if (done.failed()) {
                client.close();
                return;
            }
            if (!now.remove(mine)) {
                now.add(mine);
                life.subscribed.add(mine);
            }
            later(LONGEST_PAUSE_MILLIS, () -> act(client, life, now));
        });
    }

    private void later(int mostMillis, Runnable task) {
        vertx.setTimer(1 + random.nextInt(mostMillis), timer -> task.run());
    }

    /** All leave, and nobody comes back. @return completes when all have */
    public Future<List<Life>> end() {
        over = true;
        Promise<List<Life>> promise = Promise.promise();
        vertx.setPeriodic(100, timer -> {
            Set.copyOf(connected).forEach(AsyncCentrifugalClient::close);
            if (connected.isEmpty() && connecting == 0) {
                vertx.cancelTimer(timer);
                promise.complete(List.copyOf(lives));
            }
        });
        return promise.future();
    }
}

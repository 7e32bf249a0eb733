package dev.echowall.tools.verify;

import dev.echowall.tools.link.PresenceClient;
import dev.echowall.tools.link.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come to a channel and go, and are told who else does; and what each server lists meanwhile. On the event
 * loop.
 */
final class PresenceGroup {
    private static final int CLIENTS = 9;
    private static final int RESTLESS = 6;
    private static final long LIST_MILLIS = 250;
    private static final long AGAIN_MILLIS = 100;
    private static final int STAY_MILLIS = 4_000;
    private static final Duration ANSWER = Duration.ofSeconds(2);
    /** Longer than a death may take to be noticed. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient http = PresenceClient.http();
    private final Context context;
    private final List<Target> servers;
    private final String channel;
    private final Random random;
    private final PresenceChecker checker = new PresenceChecker(LIMIT);
    private final List<Visitor> visitors = new ArrayList<>();
    private long timer = -1;
    private boolean ending;
    private boolean served;

    PresenceGroup(Context context, List<Target> servers, String channel, Random random) {
        this.context = context;
        this.servers = servers;
        this.channel = channel;
        this.random = random;
    }

    /** Begins, unless the server keeps no presence of the channel or does not answer. */
    void start() {
        list(servers.get(0)).onSuccess(answer -> {
            if (answer.statusCode() != 200 || ending) {
                return;
            }
            served = true;
            for (int i = 0; i < CLIENTS; i++) {
                Visitor visitor = new Visitor(i);
                visitors.add(visitor);
                visitor.enter();
            }
            timer = context.owner().setPeriodic(LIST_MILLIS, each -> servers.forEach(this::check));
        });
    }

    /** Whether presence is checked. */
    boolean isServed() {
        return served;
    }

    /** From now on those who go do not come back. */
    void quiet() {
        ending = true;
        visitors.stream().filter(each -> each.number < RESTLESS).forEach(Visitor::leave);
    }

    /** Whether everybody has been told of all who have gone. */
    boolean isEven() {
        return watchers().stream().allMatch(each -> each.untold().isEmpty());
    }

    private List<PresenceChecker.Watcher> watchers() {
        List<PresenceChecker.Watcher> all = new ArrayList<>();
        for (Visitor each : visitors) {
            if (each.watcher != null) {
                all.add(each.watcher);
            }
        }
        return all;
    }

    void stop() {
        context.owner().cancelTimer(timer);
        checker.finish(watchers());
        visitors.forEach(Visitor::leave);
    }

    PresenceChecker checker() {
        return checker;
    }

    private Future<HttpResponse<String>> list(Target server) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.route("/presence/" + channel).http()))
                .timeout(ANSWER)
                .build();
        return Future.fromCompletionStage(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()), context);
    }

    private void check(Target server) {
        long asked = System.nanoTime();
        list(server).onSuccess(answer -> {
            Set<String> clients = answer.statusCode() == 200 ? clients(answer.body()) : null;
            if (clients != null) {
                checker.listed(server.authority(), clients, asked, System.nanoTime());
            }
        });
    }

    private static @Nullable Set<String> clients(String body) {
        try {
            Set<String> clients = new HashSet<>();
            JsonArray all = new JsonObject(body).getJsonArray("clients");
            for (int i = 0; i < all.size(); i++) {
                clients.add(all.getJsonObject(i).getString("client"));
            }
            return clients;
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            return null;
        }
    }

    /** Comes again and again, each time as somebody else. */
    private final class Visitor implements PresenceClient.Callback {
        private final int number;
        private int visits;
        private @Nullable PresenceClient client;
        private PresenceChecker.@Nullable Watcher watcher;
        private String id = "";

        Visitor(int number) {
            this.number = number;
        }

        void enter() {
            if (!ending) {
                Target server = servers.get((number + visits++) % servers.size());
                client = PresenceClient.open(http, server, context, channel, this);
            }
        }

        void leave() {
            PresenceClient now = client;
            client = null;
            if (now != null) {
                now.leave();
                gone();
            }
        }

        private void gone() {
            checker.ended(id, System.nanoTime());
            watcher = null;
            id = "";
        }

        @Override
        public void entered(String now) {
            id = now;
            watcher = checker.entered(id, System.nanoTime());
            if (number < RESTLESS) {
                context.owner().setTimer(1 + random.nextInt(STAY_MILLIS), over -> {
                    if (id.equals(now)) {
                        leave();
                        again();
                    }
                });
            }
        }

        private void again() {
            context.owner().setTimer(AGAIN_MILLIS, over -> {
                if (client == null) {
                    enter();
                }
            });
        }

        @Override
        public void alive() {
            checker.alive(id, System.nanoTime());
        }

        @Override
        public void joined(String other) {
            if (watcher != null) {
                watcher.joined(other);
            }
        }

        @Override
        public void left(String other) {
            if (watcher != null) {
                watcher.left(other, System.nanoTime());
            }
        }

        @Override
        public void ended(String why) {
            client = null;
            gone();
            again();
        }
    }
}

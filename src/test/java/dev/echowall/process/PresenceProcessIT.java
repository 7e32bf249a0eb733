package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is in a channel when an instance is killed or stopped. */
@RunsAlone
class PresenceProcessIT {
    /** What is promised for a death, and for the longest pause of a busy machine. */
    private static final Duration NO_GHOST = Duration.ofSeconds(2);

    private static final int CLIENTS = 20;

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    private final String channel = cluster.seenChannel();
    private final List<CentrifugalClient> clients = new ArrayList<>();

    @AfterEach
    void end() {
        clients.forEach(CentrifugalClient::close);
    }

    private CentrifugalClient enter(NodeProcess node, String user) {
        int port = node.ports().http();
        CentrifugalClient client =
                user.isEmpty() ? CentrifugalClient.connected(port) : CentrifugalClient.connected(port, Tokens.of(user));
        clients.add(client);
        String request =
                new JsonObject().put("channel", channel).put("join_leave", true).encode();
        assertThat(client.error("subscribe", request)).isZero();
        return client;
    }

    private Set<String> listed(NodeProcess node) {
        HttpResponse<String> answer = node.http().get("/presence/" + channel);
        if (answer.statusCode() != 200) {
            return Set.of(answer.body()); // temporarily, while the cluster finds itself
        }
        Set<String> ids = new HashSet<>();
        new JsonObject(answer.body())
                .getJsonArray("clients")
                .forEach(each -> ids.add(((JsonObject) each).getString("client")));
        return ids;
    }

    private void untilListed(NodeProcess node, Set<String> ids, Duration limit) {
        TimeLimits.until(
                node.name() + " lists who is there", limit, () -> listed(node).equals(ids));
    }

    private List<String> gone(CentrifugalClient watcher) {
        return watcher.pushes().stream()
                .filter(push -> push.containsKey("leave"))
                .map(push -> push.getJsonObject("leave").getJsonObject("info").getString("client"))
                .toList();
    }

    private static Set<String> ids(Stream<CentrifugalClient> some) {
        Set<String> ids = new HashSet<>();
        some.forEach(each -> ids.add(each.id()));
        return ids;
    }

    @Test
    void a_killed_instance_leaves_no_ghosts_and_whoever_comes_back_has_not_left() {
        NodeProcess killed = cluster.node(0);
        List<NodeProcess> others = List.of(cluster.node(1), cluster.node(2));
        List<CentrifugalClient> watchers =
                others.stream().map(node -> enter(node, "w" + node.name())).toList();
        List<CentrifugalClient> returning = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            returning.add(enter(killed, "u" + i));
        }
        CentrifugalClient leaving = enter(killed, "leaving");
        CentrifugalClient nobody = enter(killed, "");
        Set<String> all = ids(clients.stream());
        cluster.nodes().forEach(node -> untilListed(node, all, TimeLimits.stretched(Duration.ofSeconds(5))));

        killed.kill9();
        long began = System.nanoTime();
        List<CentrifugalClient> returned = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            returned.add(enter(others.get(i % 2), "u" + i));
        }
        long back = System.nanoTime();
        Set<String> dead = ids(Stream.concat(returning.stream(), Stream.of(leaving, nobody)));
        for (NodeProcess node : others) {
            TimeLimits.until(node.name() + " lists no ghost", TimeLimits.promised(NO_GHOST), () -> {
                Set<String> now = listed(node);
                return now.size() > 1 && now.stream().noneMatch(dead::contains);
            });
        }
        long clean = System.nanoTime();
        Set<String> there = ids(Stream.concat(watchers.stream(), returned.stream()));
        others.forEach(node -> untilListed(node, there, TimeLimits.promised(NO_GHOST)));
        System.out.printf(
                "kill -9 of %s: %d clients are back after %d ms, no ghost is on any list after %d ms, all are after %d ms%n",
                killed.name(),
                CLIENTS,
                (back - began) / 1_000_000,
                (clean - began) / 1_000_000,
                (System.nanoTime() - began) / 1_000_000);

        for (CentrifugalClient watcher : watchers) {
            TimeLimits.until(
                    "those who do not come back have left",
                    () -> gone(watcher).containsAll(List.of(leaving.id(), nobody.id())));
            assertThat(System.nanoTime() - began)
                    .isGreaterThan(Duration.ofSeconds(5).toNanos());
            assertThat(gone(watcher)).containsExactlyInAnyOrder(leaving.id(), nobody.id());
        }
    }

    @Test
    void an_instance_that_is_stopped_leaves_no_ghosts_either() {
        NodeProcess stopped = cluster.node(1);
        CentrifugalClient watcher = enter(cluster.node(2), "watcher");
        CentrifugalClient before = enter(stopped, "returning");
        untilListed(cluster.node(0), ids(Stream.of(watcher, before)), TimeLimits.stretched(Duration.ofSeconds(5)));
        stopped.sigterm();
        before.closed();
        CentrifugalClient after = enter(cluster.node(0), "returning");
        for (NodeProcess node : List.of(cluster.node(0), cluster.node(2))) {
            untilListed(node, ids(Stream.of(watcher, after)), TimeLimits.promised(NO_GHOST));
        }
        after.ask("unsubscribe", "{\"channel\":\"" + channel + "\"}");
        TimeLimits.until(
                "the user has left, with both connections", () -> gone(watcher).size() == 2);
        assertThat(gone(watcher)).containsExactlyInAnyOrder(before.id(), after.id());
        assertThat(stopped.exitCode()).isZero();
    }
}

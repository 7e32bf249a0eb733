package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.LifecycleStream;
import dev.echowall.testing.LifecycleStream.Event;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TimeLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is told about the clients of an instance that is killed with SIGKILL. */
@Timeout(120)
@RunsAlone
class LifecycleEventsProcessIT {
    private static final int CLIENTS = 30;
    private static final Duration TOLD = Duration.ofSeconds(5);

    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    private static CentrifugalClient subscribed(NodeProcess node, String... channels) {
        CentrifugalClient client = CentrifugalClient.connected(node.ports().http());
        for (String each : channels) {
            assertThat(client.error("subscribe", "{\"channel\":\"" + each + "\"}"))
                    .isZero();
        }
        return client;
    }

    private static List<Event> of(List<Event> all, String client) {
        return all.stream().filter(each -> each.client().equals(client)).toList();
    }

    private static List<Event> after(List<Event> all, String id) {
        List<Event> rest = new ArrayList<>(all);
        while (rest.stream().anyMatch(each -> each.id().equals(id))) {
            rest.remove(0);
        }
        return rest;
    }

    private static void untilGone(LifecycleStream events, Set<String> clients) {
        Set<String> left = new HashSet<>(clients);
        events.until(each -> {
            if (each.kind().equals("disconnected")) {
                left.remove(each.client());
            }
            return left.isEmpty();
        });
    }

    @Test
    void survivors_tell_the_end_of_each_of_its_clients_once() {
        NodeProcess victim = cluster.node(0);
        String lonely = cluster.channel();
        String shared = cluster.channel();
        try (LifecycleStream there = LifecycleStream.open(victim.ports().management());
                LifecycleStream survivor =
                        LifecycleStream.open(cluster.node(1).ports().management())) {
            CentrifugalClient witness = subscribed(cluster.node(2), shared);
            List<CentrifugalClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(subscribed(victim, lonely, shared));
            }
            Set<String> ids = clients.stream().map(CentrifugalClient::id).collect(Collectors.toSet());
            CentrifugalClient last = clients.get(CLIENTS - 1);
            there.until(
                    each -> each.client().equals(last.id()) && each.channel().equals(shared));
            String known = there.lastId();

            long killed = System.nanoTime();
            victim.kill9();
            untilGone(survivor, ids);
            Duration took = Duration.ofNanos(System.nanoTime() - killed);
            System.out.printf("kill -9: the ends of %d clients told after %d ms%n", CLIENTS, took.toMillis());
            assertThat(took).isLessThan(TimeLimits.promised(TOLD));

            assertThat(witness.error("unsubscribe", "{\"channel\":\"" + shared + "\"}"))
                    .isZero();
            List<Event> told = survivor.untilVacated(shared);
            for (String id : ids) {
                List<Event> own = of(told, id);
                assertThat(own.stream().map(Event::kind))
                        .as(id)
                        .containsExactly(
                                "connected",
                                "subscribed",
                                "subscribed",
                                "unsubscribed",
                                "unsubscribed",
                                "disconnected");
                Event end = own.get(5);
                assertThat(end.data().getInteger("code")).isEqualTo(1006);
                assertThat(end.data().getString("node")).isEqualTo(victim.name());
            }
            assertThat(told.stream().map(Event::brief).filter(("occupied " + lonely)::equals))
                    .hasSize(1);
            assertThat(told.stream().map(Event::brief).filter(("vacated " + lonely)::equals))
                    .hasSize(1);
            assertThat(told.stream().map(Event::brief).filter(("vacated " + shared)::equals))
                    .hasSize(1);
            assertThat(told.stream().map(Event::kind)).doesNotContain("gap");

            try (LifecycleStream elsewhere =
                    LifecycleStream.resume(cluster.node(2).ports().management(), known)) {
                assertThat(elsewhere.untilVacated(shared)).isEqualTo(after(told, known));
            }

            cluster.cluster().makeWhole();
            CentrifugalClient first = subscribed(victim, lonely);
            List<Event> later = survivor.until(
                    each -> each.client().equals(first.id()) && each.kind().equals("subscribed"));
            assertThat(of(later, first.id()).stream().map(Event::kind)).containsExactly("connected", "subscribed");
            assertThat(later.stream().map(Event::kind)).as("after it is back").doesNotContain("gap");
            first.close();
            witness.close();
            clients.forEach(CentrifugalClient::close);
        }
    }
}

package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RunsAlone
class ReloadProcessIT {
    @RegisterExtension
    static final RunningCluster cluster = new RunningCluster();

    @Test
    void a_reload_of_nginx_drops_nobody() {
        String path = "/ws/" + cluster.channel() + "?after=:0";
        List<TestWebSocketClient> clients = IntStream.range(0, 6)
                .mapToObj(i -> TestWebSocketClient.connect(cluster.nginx().ws(path)))
                .toList();
        Set<Long> before = workers();
        cluster.nginx().reload();
        TimeLimits.until("new workers beside the old", () -> workers().stream().anyMatch(pid -> !before.contains(pid)));
        try (TestWebSocketClient after =
                TestWebSocketClient.connect(cluster.nginx().ws(path))) {
            after.say("said through a new worker");
            clients.get(0).say("said through an old one");
            for (TestWebSocketClient each : clients) {
                each.awaitText("said through a new worker");
                each.awaitText("said through an old one");
                assertThat(each.closings()).isEmpty();
            }
            assertThat(after.awaitMessages(2)).hasSize(2);
        } finally {
            clients.forEach(TestWebSocketClient::close);
        }
    }

    private static Set<Long> workers() {
        return ProcessHandle.of(cluster.nginx().pid())
                .orElseThrow()
                .children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }
}

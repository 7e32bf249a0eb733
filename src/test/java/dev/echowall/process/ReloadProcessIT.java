package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.Patience;
import dev.echowall.testing.RunningWall;
import dev.echowall.testing.WallClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReloadProcessIT {
    @RegisterExtension
    static final RunningWall wall = new RunningWall();

    @Test
    void a_reload_of_nginx_drops_nobody() {
        String path = "/ws/" + wall.channel() + "?after=:0";
        List<WallClient> clients = IntStream.range(0, 6)
                .mapToObj(i -> WallClient.connect(wall.nginx().ws(path)))
                .toList();
        Set<Long> before = workers();
        wall.nginx().reload();
        Patience.until("new workers beside the old", () -> workers().stream().anyMatch(pid -> !before.contains(pid)));
        try (WallClient after = WallClient.connect(wall.nginx().ws(path))) {
            after.say("said through a new worker");
            clients.get(0).say("said through an old one");
            for (WallClient each : clients) {
                each.awaitText("said through a new worker");
                each.awaitText("said through an old one");
                assertThat(each.closings()).isEmpty();
            }
            assertThat(after.awaitMessages(2)).hasSize(2);
        } finally {
            clients.forEach(WallClient::close);
        }
    }

    private static Set<Long> workers() {
        return ProcessHandle.of(wall.nginx().pid())
                .orElseThrow()
                .children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }
}

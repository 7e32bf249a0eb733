package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RunningWall;
import dev.echowall.testing.WallClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HearingProcessIT {
    @RegisterExtension
    static final RunningWall wall = new RunningWall();

    @Test
    void clients_of_different_instances_hear_each_other() {
        try (WallClient here = WallClient.connect(wall.node(0).ws("/ws/echo"));
                WallClient there = WallClient.connect(wall.node(1).ws("/ws/echo"))) {
            here.say("from here");
            there.awaitText("from here");
            there.say("from there");
            here.awaitText("from there");
            assertThat(here.texts()).isEqualTo(there.texts()).containsExactly("from here", "from there");
        }
    }
}

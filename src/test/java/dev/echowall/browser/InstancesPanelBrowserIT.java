package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.Tab;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The panel of several instances: who serves whom, and what becomes of it when one is killed. */
@RunsAlone
class InstancesPanelBrowserIT {
    @RegisterExtension
    @Order(1)
    static final RunningBrowser chromium = new RunningBrowser();

    @RegisterExtension
    @Order(2)
    static final RunningCluster cluster = new RunningCluster();

    @Test
    void six_connections_are_shared_out_and_those_of_a_killed_instance_find_another() {
        Tab tab = WallPage.open(chromium.visitor(), cluster.nginx().url("/")).tab();

        tab.click("several-open");
        tab.until("all six", "document.querySelectorAll('.chip').length === 6");

        assertThat(tab.eval("document.querySelectorAll('.stand:has(.chip)').length")
                        .asInt())
                .isEqualTo(3);
        assertThat(tab.eval("document.querySelectorAll('.kill').length").asInt())
                .as("no demo")
                .isZero();
        assertThat(tab.text("several-how")).contains("server.demo");

        cluster.node(1).kill9();

        tab.until(
                "all six elsewhere",
                Duration.ofSeconds(15),
                "document.querySelectorAll('.chip').length === 6 && !document.querySelector('[data-stand=node2] .chip')");
        tab.until("node2 is gone", "document.querySelector('[data-stand=node2].gone')");
        assertThat(tab.text("several-log")).contains("node2 is gone, 1006", "back through node");
    }

    @Test
    void a_demo_has_a_button_that_kills_the_instance() {
        try (NodeProcess node = NodeProcess.withServer("demo: true")) {
            Tab tab = WallPage.open(chromium.visitor(), node.url("/")).tab();
            tab.click("several-open");
            tab.until("the button", "document.querySelector('[data-kill=node1]')");
            tab.eval("document.querySelector('[data-kill=node1]').focus()");

            tab.press("Enter");

            assertThat(node.exitCode()).isEqualTo(137);
            tab.until("the page knows", "document.querySelector('[data-stand=node1].gone')");
            assertThat(tab.eval("document.activeElement.dataset.kill").asText()).isEqualTo("node1");
        }
    }

    /** Of another page (where it may otherwise connect), or under a name that was made to lead here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1\r\nOrigin: https://friend.example",
                "Host: evil.test\r\nOrigin: http://evil.test"
            })
    void no_page_but_its_own_may_kill_it(String headers) {
        try (NodeProcess node = NodeProcess.withServer("demo: true, allowed-origins: [\"https://friend.example\"]");
                RawClient client = RawClient.connect(node.ports().http())) {
            client.send("GET /inspect HTTP/1.1\r\n" + headers + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: " + RawClient.KEY + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .answer(false);
            assertThat(client.frame().text()).doesNotContain("\"kill\"");
            client.text("{\"kill\":true}");
            assertThat(client.frame().text()).contains("\"message\"");
            assertThat(node.isRunning()).isTrue();
        }
    }
}

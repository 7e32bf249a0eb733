package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestWebSocketClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page is for, from the wall to the handshake, on three instances behind nginx. */
class PageBrowserIT {
    @RegisterExtension
    @Order(1)
    static final RunningBrowser chromium = new RunningBrowser();

    @RegisterExtension
    @Order(2)
    static final RunningCluster cluster = new RunningCluster();

    @Test
    void what_is_said_in_one_tab_is_read_in_another_on_another_instance() {
        WallPage first = open(cluster.node(0));
        WallPage second = open(cluster.node(1));

        first.say("hello from the first tab");
        second.say("你好，第二个窗口");

        for (WallPage each : List.of(first, second)) {
            assertThat(each.awaitWords("hello from the first tab")).isEqualTo("node1");
            assertThat(each.awaitWords("你好，第二个窗口")).isEqualTo("node2");
            assertThat(each.tab().complaints()).isEmpty();
        }
        assertThat(second.words()).isEqualTo(first.words());
    }

    @Test
    void a_tab_that_opens_later_shows_what_was_said_before() {
        WallPage first = open(cluster.node(0));
        first.say("said before");
        first.awaitWords("said before");

        WallPage later = open(cluster.node(2));

        assertThat(later.awaitWords("said before")).isEqualTo("node1");
        assertThat(later.notices()).isEmpty();
    }

    @Test
    void a_wall_of_which_much_is_no_longer_kept_opens_without_a_complaint() {
        try (TestWebSocketClient speaker =
                TestWebSocketClient.connect(cluster.node(0).ws("/ws/echo"))) {
            for (int i = 1; i <= 1_100; i++) {
                speaker.say("line " + i);
            }
            speaker.awaitText("line 1100");
        }

        WallPage page = open(cluster.node(1));

        assertThat(page.awaitWords("line 1100")).isEqualTo("node1");
        assertThat(page.notices()).isEmpty();
        assertThat(page.tab().text("say-note")).isEmpty();
        assertThat(page.tab().complaints()).isEmpty();
    }

    @Test
    void the_clock_shows_the_ticks_of_the_server() {
        WallPage page = open(cluster.node(0));
        try (TestWebSocketClient listener =
                TestWebSocketClient.connect(cluster.node(1).ws("/ws/time"))) {
            listener.awaitMessages(1);
            JsonNode shown = page.tab().eval("""
                    new Promise(resolve => {
                      const clock = document.getElementById("clock");
                      const shown = [];
                      new MutationObserver(() => {
                        shown.push(clock.dateTime.slice(0, 11) + clock.textContent + clock.dateTime.slice(19));
                        if (shown.length === 3) resolve(shown);
                      }).observe(clock, { childList: true });
                    })""");
            listener.awaitText(shown.get(2).asText());

            assertThat(listener.texts()).containsSequence(WallPage.strings(shown));
        }
        assertThat(page.tab().text("clock-place")).isEqualTo("Beijing");
    }

    @Test
    void the_instances_are_listed_and_mine_is_marked() {
        WallPage page = open(cluster.node(1));

        page.tab().until("three instances", "document.querySelectorAll('#nodes [data-node]').length === 3");

        assertThat(page.instances()).containsExactly("node1", "node2", "node3");
        assertThat(page.mine()).containsExactly("node2");
        assertThat(page.tab().text("status")).isEqualTo("connected to node2");
    }

    @Test
    void poll_or_push_is_told_to_the_end_and_counted() {
        WallPage page = open(cluster.node(0));
        Tab tab = page.tab();

        tab.click("announce");
        tab.until("both sides know", "document.getElementById('announce-note').dataset.t === 'announce.done'");

        List<String> polled = page.log("poll-log");
        assertThat(polled).hasSizeGreaterThanOrEqualTo(5).endsWith("yes: passed, with honours");
        assertThat(polled.subList(0, polled.size() - 1)).containsOnly("not yet");
        assertThat(page.log("push-log")).containsExactly("subscribed through node1", "frame: passed, with honours");
        assertThat(tab.text("poll-requests")).isEqualTo(Integer.toString(polled.size()));
        assertThat(tab.text("push-requests")).isEqualTo("1");
        assertThat(number(tab.text("poll-bytes"))).isGreaterThan(4 * number(tab.text("push-bytes")));
        assertThat(number(tab.text("poll-stale"))).isBetween(0, 3_000);
        assertThat(number(tab.text("push-stale"))).isBetween(0, 1_000);
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void the_life_of_a_connection_is_told_event_by_event() {
        WallPage page = open(cluster.node(2));
        Tab tab = page.tab();

        tab.click("life-open");
        page.awaitLog("life-log", "open, served by node3");
        tab.eval("document.getElementById('life-send-form').requestSubmit()");
        page.awaitLog("life-log", "the server read it: TEXT, 5 bytes, frames: 1");
        tab.click("life-ping");
        page.awaitLog("life-log", "pong came back in");
        tab.eval("document.getElementById('life-ask-form').requestSubmit()");
        page.awaitLog("life-log", "closed by the server: 4000 (the application’s own), reason “enough”");
        tab.click("life-open");
        page.awaitLog("life-log", "open, served by node3");
        tab.click("life-close");
        page.awaitLog("life-log", "closed by me: 1000 (normal closure)");

        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void the_handshake_is_shown_as_it_was() {
        WallPage page = open(cluster.node(0));
        Tab tab = page.tab();

        tab.click("shake");
        tab.until("the answer is shown", "document.querySelector('#handshake-response .http-first')");

        assertThat(tab.text("handshake-request"))
                .startsWith("GET /inspect HTTP/1.1")
                .contains(
                        "Sec-WebSocket-Key: ",
                        "Sec-WebSocket-Version: 13",
                        "Origin: " + cluster.node(0).url(""))
                .contains("permessage-deflate");
        assertThat(tab.text("handshake-response"))
                .startsWith("HTTP/1.1 101 Switching Protocols")
                .contains("Sec-WebSocket-Accept: ", "computed again in this browser: the same")
                .doesNotContain("permessage-deflate");
        assertThat(tab.text("shake-note")).startsWith("node1 answered ");
    }

    @Test
    void the_page_comes_back_on_another_instance_and_misses_nothing() {
        WallPage page = WallPage.open(chromium.visitor(), cluster.nginx().url("/"));
        page.say("before");
        String dying = page.awaitWords("before");
        assertThat(page.mine()).containsExactly(dying);
        NodeProcess other = cluster.nodes().stream()
                .filter(node -> !node.name().equals(dying))
                .findFirst()
                .orElseThrow();

        try (TestWebSocketClient speaker = TestWebSocketClient.connect(other.ws("/ws/echo"))) {
            speaker.say("still here");
            page.awaitWords("still here");
            cluster.nodes().stream().filter(node -> node.name().equals(dying)).forEach(NodeProcess::kill9);
            for (int i = 1; i <= 20; i++) {
                speaker.say("meanwhile " + i);
            }
            page.tab()
                    .until(
                            "back on another instance",
                            Duration.ofSeconds(8),
                            "document.querySelector('#nodes [aria-current]')?.dataset.node !== '" + dying
                                    + "' && document.getElementById('status').dataset.state === 'connected'");
            page.awaitWords("meanwhile 20");
        }

        assertThat(page.mine()).hasSize(1).doesNotContain(dying);
        assertThat(page.words().stream().filter(words -> words.startsWith("meanwhile ")))
                .hasSize(20)
                .doesNotHaveDuplicates();
        page.tab().until("it says so", "document.querySelector('#wall > .notice')");
        assertThat(page.notices())
                .singleElement()
                .asString()
                .startsWith("back through " + page.mine().get(0));
        page.say("after");
        assertThat(page.awaitWords("after")).isEqualTo(page.mine().get(0));
        page.tab()
                .until("the dead one is off the list", "document.querySelectorAll('#nodes [data-node]').length === 2");
    }

    private static WallPage open(NodeProcess node) {
        return WallPage.open(chromium.visitor(), node.url("/"));
    }

    private static int number(String text) {
        return Integer.parseInt(text.replaceAll("\\D", ""));
    }
}

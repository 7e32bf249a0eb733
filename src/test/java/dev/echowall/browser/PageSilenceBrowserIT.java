package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.RunningCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page says of an instance that stands still, of a network that is gone, and of words that did not arrive. */
class PageSilenceBrowserIT {
    private static final Duration SOON = Duration.ofSeconds(12);

    @RegisterExtension
    @Order(1)
    static final RunningBrowser chromium = new RunningBrowser();

    @RegisterExtension
    @Order(2)
    static final RunningCluster cluster = new RunningCluster();

    /** Who was stopped would not be there for the next test, and not end by itself. */
    @AfterEach
    void killThoseThatStandStill() {
        cluster.nodes().stream()
                .filter(node -> node.isRunning() && !node.seesAll(3))
                .forEach(NodeProcess::kill9);
    }

    @Test
    void an_instance_that_stands_still_is_told_and_left_and_no_word_is_lost() {
        WallPage page = WallPage.open(chromium.visitor(), cluster.nginx().url("/"));
        NodeProcess mine = node(page.mine().get(0));
        mine.pause();

        page.say("into the silence");

        assertThat(page.pending()).containsExactly("into the silence");
        page.tab()
                .until(
                        "it is told",
                        SOON,
                        "document.getElementById('status').textContent.includes('no answer from " + mine.name() + "')");
        assertThat(page.pending()).containsExactly("into the silence");
        page.tab()
                .until(
                        "back on another",
                        Duration.ofSeconds(25),
                        "document.getElementById('status').dataset.state === 'connected'");
        assertThat(page.mine()).hasSize(1).doesNotContain(mine.name());
        assertThat(page.awaitWords("into the silence")).isEqualTo(page.mine().get(0));
        page.tab().until("not pending", "!document.querySelector('#pending > li')");
        page.tab().until("it says so", "document.querySelector('#wall > .notice')");
        assertThat(page.notices())
                .anyMatch(notice -> notice.contains("1 of your messages had not arrived; sent again"))
                .noneMatch(notice -> notice.contains("nothing missed"));
        page.tab()
                .until(
                        "it is told to be gone",
                        "document.querySelector('#nodes [data-gone=" + mine.name()
                                + "]')?.textContent.includes('gone')");
        assertThat(page.instances()).doesNotContain(mine.name());
    }

    @Test
    void a_network_that_is_gone_is_told_at_once_and_words_wait_until_it_is_back() {
        WallPage page = WallPage.open(chromium.visitor(), cluster.node(0).url("/"));
        page.tab().offline(true);

        page.awaitStatus("offline");
        page.say("said offline");

        assertThat(page.pending()).containsExactly("said offline");
        assertThat(page.tab().text("pending")).contains("waits for a connection");
        page.tab().offline(false);
        assertThat(page.awaitWords("said offline")).isEqualTo("node1");
        page.awaitStatus("connected");
        assertThat(page.pending()).isEmpty();
    }

    @Test
    void without_a_quorum_the_page_says_that_nobody_can_speak() {
        WallPage page = WallPage.open(chromium.visitor(), cluster.node(0).url("/"));
        page.tab().click("several-open");
        page.tab().until("all six", "document.querySelectorAll('.chip').length === 6");
        cluster.node(1).kill9();
        cluster.node(2).kill9();

        page.awaitStatus("mute");

        assertThat(page.tab().text("status")).isEqualTo("1 of 3 instances: nobody can speak");
        page.tab().until("both are gone", "document.querySelectorAll('#nodes [data-gone]').length === 2");
        assertThat(page.tab().text("several-note")).contains("the only instance that is left");
        page.say("to nobody");
        page.tab().until("why", "document.getElementById('say-note').textContent.includes('too few instances')");
        page.tab()
                .until(
                        "the words are not lost",
                        "document.getElementById('say').value === 'to nobody' || document.querySelector('#pending > li')");
        cluster.cluster().makeWhole();
        page.awaitStatus("connected");
    }

    private static NodeProcess node(String name) {
        return cluster.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

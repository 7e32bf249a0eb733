package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.SideBySide;
import dev.echowall.testing.Tab;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page on screens large and small, in both languages, light and dark, and with the keyboard alone. */
@SideBySide
class PageUseBrowserIT {
    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    /** What has to be there without scrolling. */
    private static final List<String> FIRST_SIGHT =
            List.of("claim", "clock", "clock-place", "nodes", "wall-scroll", "say", "status");

    private static NodeProcess node;

    @BeforeAll
    static void start() {
        node = NodeProcess.single("time: { interval: 4s }");
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280,720,en", "1280,720,zh", "390,844,en", "390,844,zh"})
    void what_matters_is_in_sight_and_nothing_runs_off_sideways(int width, int height, String language) {
        node.site().post("/publish/echo", "text/plain", "x".repeat(1_900));
        node.site().post("/publish/echo", "text/plain", "a line of many words ".repeat(40));
        Tab tab = chromium.visitor().tab();
        tab.screen(width, height, 1, width < 500);
        tab.visit(node.url("/"));
        tab.eval("localStorage.setItem('language', '" + language + "')");
        WallPage page = WallPage.open(tab, node.url("/"));
        page.say("short");
        page.awaitWords("short");

        assertThat(tab.eval("document.documentElement.lang").asText()).startsWith(language);
        assertThat(tab.eval("document.documentElement.scrollWidth").asInt()).isEqualTo(width);
        for (String id : FIRST_SIGHT) {
            JsonNode box = tab.eval("document.getElementById('" + id + "').getBoundingClientRect().toJSON()");
            assertThat(box.get("height").asDouble()).as(id).isPositive();
            assertThat(box.get("top").asDouble()).as(id).isNotNegative();
            assertThat(box.get("left").asDouble()).as(id).isNotNegative();
            assertThat(box.get("right").asDouble()).as(id).isLessThanOrEqualTo(width);
            assertThat(box.get("bottom").asDouble()).as(id).isLessThanOrEqualTo(height);
        }
    }

    @Test
    void the_language_can_be_changed_and_is_remembered() {
        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));
        Tab tab = page.tab();
        assertThat(tab.text("wall-title")).isEqualTo("The wall");

        tab.click("language");

        assertThat(tab.text("wall-title")).isEqualTo("回音壁");
        assertThat(tab.text("status")).isEqualTo("已连接 node1");
        assertThat(tab.eval("document.documentElement.lang").asText()).isEqualTo("zh-CN");
        assertThat(tab.eval("document.body.innerText.includes('undefined')").asBoolean())
                .isFalse();
        page.visit(node.url("/"));
        assertThat(tab.text("wall-title")).isEqualTo("回音壁");
        tab.click("language");
        assertThat(tab.text("wall-title")).isEqualTo("The wall");
    }

    @Test
    void the_theme_follows_the_system_until_it_is_chosen() {
        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));
        Tab tab = page.tab();
        String light = background(tab);
        tab.prefer("dark");
        String dark = background(tab);
        assertThat(dark).isNotEqualTo(light);

        tab.click("theme");
        assertThat(background(tab)).isEqualTo(light);
        page.visit(node.url("/"));
        assertThat(background(tab)).isEqualTo(light);
    }

    @Test
    void the_wall_can_be_used_with_the_keyboard_alone() {
        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));
        Tab tab = page.tab();

        tab.press("Tab");
        assertThat(tab.eval("document.activeElement.textContent").asText()).isEqualTo("Skip to the wall");
        tab.press("Enter");
        tab.until("the field has the focus", "document.activeElement.id === 'say'");
        tab.type("typed by hand");
        tab.press("Enter");

        assertThat(page.awaitWords("typed by hand")).isEqualTo("node1");
        assertThat(tab.eval("document.activeElement.id + document.getElementById('say').value")
                        .asText())
                .isEqualTo("say");
        tab.press("Tab");
        assertThat(tab.eval("document.activeElement.textContent").asText()).isEqualTo("Say it");
    }

    @Test
    void everything_that_can_be_used_has_a_name() {
        Tab tab = WallPage.open(chromium.visitor(), node.url("/")).tab();

        assertThat(WallPage.strings(tab.eval("""
                [...document.querySelectorAll("button:not([hidden]), a, input")]
                  .filter(each => !(each.textContent.trim() || each.ariaLabel || each.labels?.[0]?.textContent.trim()))
                  .map(each => each.outerHTML)"""))).isEmpty();
    }

    @Test
    void a_clock_that_is_told_the_time_every_four_seconds_is_not_taken_for_a_silent_one() {
        try (NodeProcess fresh = NodeProcess.single("time: { interval: 4s }")) {
            // From its first tick on, when nothing tells yet how often they come.
            fresh.site().get("/poll/time?after=:0&wait=10");
            WallPage page = WallPage.open(chromium.visitor(), fresh.url("/"));

            JsonNode silences = page.tab().eval("""
                    new Promise(resolve => {
                      const clock = document.getElementById("clock");
                      let silences = 0, ticks = 0;
                      new MutationObserver(changes => {
                        for (const change of changes) {
                          if (change.type === "childList") ticks++;
                          else if (clock.classList.contains("silent")) silences++;
                        }
                        if (ticks === 2) resolve(silences);
                      }).observe(clock, { childList: true, attributes: true });
                    })""");

            assertThat(silences.asInt()).isZero();
        }
    }

    private static String background(Tab tab) {
        return tab.eval("getComputedStyle(document.documentElement).backgroundColor"
                        + " + getComputedStyle(document.body).backgroundColor")
                .asText();
    }
}

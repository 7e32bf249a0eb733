package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.docs.Excerpt;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page on screens large and small, in both languages, light and dark, and with the keyboard alone. */
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
        node.http().post("/publish/echo", "text/plain", "x".repeat(1_900));
        node.http().post("/publish/echo", "text/plain", "a line of many words ".repeat(40));
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
    void what_is_blank_is_told_and_not_said() {
        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));
        List<String> before = page.words();

        for (String blank : List.of("", "   ")) {
            page.tab().eval("document.getElementById('say-note').textContent = ''");
            page.say(blank);
            assertThat(page.tab().text("say-note")).isEqualTo("There is nothing in it yet.");
        }

        page.tab().eval("document.getElementById('say').value = ''");
        page.say("after blanks");
        page.awaitWords("after blanks");
        assertThat(page.words()).hasSize(before.size() + 1);
    }

    @Test
    void what_is_too_long_is_told_and_the_rest_stays_in_the_field() {
        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));
        String pasted = "x".repeat(1_999) + "\ud83d\ude00" + "y".repeat(7_999);
        page.tab().eval("document.getElementById('say').focus()");
        page.tab().type(pasted);
        assertThat(page.field()).isEqualTo(pasted);
        assertThat(page.tab().text("say-note")).contains("2,000", "10,000");

        page.tab().press("Enter");

        page.awaitWords("x".repeat(1_999));
        assertThat(page.field()).isEqualTo("\ud83d\ude00" + "y".repeat(7_999));
        assertThat(page.tab().text("say-note")).contains("1,999", "8,001");
    }

    @Test
    void the_focus_stays_on_a_button_that_is_of_no_use_for_a_while() {
        Tab tab = WallPage.open(chromium.visitor(), node.url("/")).tab();
        for (String id : List.of("announce", "shake", "life-open", "several-open")) {
            tab.eval("document.getElementById('" + id + "').focus()");
            tab.press("Enter");
            assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo(id);
        }
        tab.until("open", "!document.querySelector('#life-close[aria-disabled]')");
        tab.eval("document.getElementById('life-close').focus()");
        tab.press("Enter");
        tab.until("closed", "document.querySelector('#life-close[aria-disabled]')");
        assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo("life-close");
    }

    @Test
    void the_words_of_the_page_stand_in_its_html() {
        Tab tab = WallPage.open(chromium.visitor(), node.url("/")).tab();

        assertThat(WallPage.strings(tab.eval("""
                (async () => {
                  const { words } = await import("./js/words.js");
                  const html = new DOMParser().parseFromString(await (await fetch("./")).text(), "text/html");
                  return [...html.querySelectorAll("[data-t]")]
                    .filter(each => each.textContent !== words[each.dataset.t][0]).map(each => each.outerHTML);
                })()"""))).isEmpty();
    }

    @Test
    void the_five_events_are_named_as_the_lesson_names_them() {
        Tab tab = WallPage.open(chromium.visitor(), node.url("/")).tab();
        tab.click("language");

        assertThat(WallPage.strings(
                        tab.eval("[...document.querySelectorAll('#life-events > li')].map(li => li.textContent)")))
                .containsExactly("连接成功", "收到消息", "发送消息", "对方断开连接", "主动断开连接");
        assertThat(Excerpt.text("docs/lesson.zh-CN.md"))
                .contains("**连接成功**", "**收到消息**", "**发送消息**", "**对方断开连接**", "**主动断开连接**");
        tab.click("language");
    }

    @ParameterizedTest
    @CsvSource({"1280,720", "768,1024", "390,844"})
    void every_part_of_the_page_can_be_reached_from_its_top(int width, int height) {
        Tab tab = chromium.visitor().tab();
        tab.screen(width, height, 1, width < 500);
        tab.visit(node.url("/"));

        assertThat(WallPage.strings(tab.eval("""
                [...document.querySelectorAll("main > section[id]")].map(section => section.id).filter(id => {
                  const box = document.querySelector(`nav a[href="#${id}"]`)?.getBoundingClientRect();
                  return !(box && box.height > 0 && box.top >= 0 && box.bottom < 120);
                })"""))).isEmpty();
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
            fresh.http().get("/poll/time?after=:0&wait=10");
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

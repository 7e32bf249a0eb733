package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The panel that says who this browser is, and what it may do. */
class WhoAmIPanelBrowserIT {
    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("auth: { hmac-secret: \"" + Tokens.SECRET + "\", cookie: wall }");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String url(TestNode asked) {
        return "http://127.0.0.1:" + asked.port() + "/";
    }

    /** A page whose visitor has this cookie. */
    private static Tab withCookie(String token) {
        chromium.visitor().cookie(url(node), "wall", token);
        return chromium.visitor().tab(url(node));
    }

    private static void awaitState(Tab tab, String state) {
        tab.until(state, "document.getElementById('who-person').dataset.state === '" + state + "'");
    }

    /** What the card of a channel says: for each right yes or no, and what decides. */
    private static List<String> rights(Tab tab, String channel) {
        return WallPage.strings(tab.eval("[...document.querySelectorAll('#who-rights > [data-channel=\"" + channel
                + "\"]:not([hidden]) [data-right]')].map(row => [...row.querySelectorAll('dd')]"
                + ".map(each => each.textContent).join(' '))"));
    }

    private static boolean isShown(Tab tab, String id) {
        return tab.eval("document.getElementById('" + id + "').getClientRects().length > 0")
                .asBoolean();
    }

    @Test
    void who_brings_no_token_is_anonymous_and_told_how_to_get_one() {
        Tab tab = WallPage.open(chromium.visitor(), url(node)).tab();
        awaitState(tab, "anonymous");

        assertThat(tab.text("who-name")).isEqualTo("anonymous");
        assertThat(isShown(tab, "who-until")).isFalse();
        assertThat(rights(tab, "echo"))
                .containsExactly(
                        "yes channels.echo.subscribe", "yes channels.echo.publish", "yes channels.echo.subscribe");
        assertThat(rights(tab, "time"))
                .containsExactly(
                        "yes channels.time.subscribe", "no channels.time.publish", "yes channels.time.subscribe");
        assertThat(rights(tab, "news"))
                .containsExactly(
                        "no channels.default.subscribe",
                        "no channels.default.publish",
                        "no channels.default.subscribe");
        assertThat(tab.text("who-command"))
                .startsWith("bin/echowall token --user 42 ")
                .doesNotContain("bin/demo");
        assertThat(tab.text("who-assignment")).contains("wall=TOKEN");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void the_cookies_token_says_who_and_until_when_and_what_its_claims_permit() {
        Tab tab = withCookie(Tokens.of(Map.of(
                "sub", "42", "caps", List.of(Map.of("channels", List.of("news:*"), "allow", List.of("sub", "pub"))))));
        awaitState(tab, "user");

        assertThat(tab.text("who-name")).isEqualTo("user 42");
        assertThat(tab.text("who-token")).contains("“wall”");
        assertThat(tab.text("who-until")).matches("Valid until \\d\\d:\\d\\d:\\d\\d; .*");
        assertThat(isShown(tab, "who-commands")).isFalse();
        assertThat(rights(tab, "news"))
                .containsExactly(
                        "yes channels.default.subscribe",
                        "no channels.default.publish",
                        "yes channels.default.subscribe");

        tab.eval("document.getElementById('who-channel').value = 'news:today'");
        tab.eval("document.getElementById('who-channel').focus()");
        tab.press("Enter");

        tab.until("the answer", "document.querySelector('[data-channel=\"news:today\"] .may')");
        String caps = "yes claim caps of the token";
        assertThat(rights(tab, "news:today")).containsExactly(caps, caps, caps);
        tab.click("language");
        assertThat(tab.text("who-name")).isEqualTo("用户 42");
        assertThat(rights(tab, "news:today")).allMatch("可以 令牌的声明 caps"::equals);
        // The way out that it tells.
        tab.eval(tab.text("who-assignment"));
        tab.click("language");
        tab.eval("document.dispatchEvent(new Event('visibilitychange'))");
        awaitState(tab, "anonymous");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void a_token_that_is_refused_is_told_and_why() {
        Tab tab = withCookie(Tokens.of(Map.of("sub", "42", "exp", Tokens.in(-60))));
        awaitState(tab, "refused");

        assertThat(tab.text("who-name")).isEqualTo("not let in");
        assertThat(tab.text("who-token")).contains("the token has expired");
        assertThat(rights(tab, "echo")).containsOnly("–");
    }

    @Test
    void without_keys_everybody_is_anonymous_and_the_panel_says_how_to_try_it() {
        try (TestNode plain = TestNode.start("")) {
            Tab tab = WallPage.open(chromium.visitor(), url(plain)).tab();
            awaitState(tab, "anonymous");

            assertThat(tab.text("who-how")).contains("no key", "everybody is anonymous here");
            assertThat(tab.text("who-command")).contains("ECHOWALL_AUTH_COOKIE=wall", "bin/echowall token");
            assertThat(tab.text("who-command"))
                    .as("the same in the HTML, for who has no scripts")
                    .isEqualTo(tab.eval("fetch('./').then(page => page.text()).then(html => new DOMParser()"
                                    + ".parseFromString(html, 'text/html').getElementById('who-command').textContent)")
                            .asText());
        }
    }

    @Test
    void what_is_no_channel_is_told_and_what_was_shown_stays() {
        Tab tab = WallPage.open(chromium.visitor(), url(node)).tab();
        awaitState(tab, "anonymous");

        for (String name : List.of("a b", "<img src=x onerror=alert(1)>")) {
            tab.eval("document.getElementById('who-note').textContent = ''");
            tab.eval("document.getElementById('who-channel').value = " + WallPage.quoted(name));
            tab.eval("document.getElementById('who-form').requestSubmit()");
            tab.until(
                    "the note",
                    "document.getElementById('who-note').textContent.includes('a channel name is made of')");
        }

        assertThat(rights(tab, "news")).hasSize(3);
        assertThat(tab.eval("document.querySelectorAll('#who img').length").asInt())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1280,en", "768,en", "390,en", "1280,zh", "768,zh", "390,zh"})
    void nothing_of_it_runs_off_sideways(int width, String language) {
        Tab tab = withCookie(Tokens.of("user-with-a-long-name-" + "0123456789".repeat(20)));
        tab.screen(width, 900, 1, width < 500);
        tab.eval("localStorage.setItem('language', '" + language + "')");
        tab.visit(url(node));
        awaitState(tab, "user");
        tab.eval("document.getElementById('who-channel').value = '" + "x".repeat(255) + "'");
        tab.eval("document.getElementById('who-form').requestSubmit()");
        tab.until("the answer", "document.querySelector('#who-rights > li:last-child').dataset.channel.length === 255");

        assertThat(tab.eval("document.documentElement.scrollWidth").asInt()).isEqualTo(width);
        assertThat(tab.eval(
                                "[...document.querySelectorAll('#who *:not(pre > *)')].filter(each => each.getBoundingClientRect().right > "
                                        + width + ").length")
                        .asInt())
                .isZero();
    }

    /** WCAG: 4.5 to 1 for text, in both themes. */
    @ParameterizedTest
    @CsvSource({"light", "dark"})
    void its_words_stand_out_from_what_is_behind_them(String scheme) {
        Tab tab = withCookie(Tokens.of("42"));
        tab.prefer(scheme);
        awaitState(tab, "user");

        assertThat(WallPage.strings(tab.eval("""
                (() => {
                  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                  const rgb = (colour) => {
                    canvas.clearRect(0, 0, 1, 1);
                    canvas.fillStyle = colour;
                    canvas.fillRect(0, 0, 1, 1);
                    return [...canvas.getImageData(0, 0, 1, 1).data];
                  };
                  const behind = (element) => {
                    for (let each = element; each; each = each.parentElement) {
                      const colour = rgb(getComputedStyle(each).backgroundColor);
                      if (colour[3] === 255) return colour;
                    }
                  };
                  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
                    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                  const contrast = (element) => {
                    const both = [rgb(getComputedStyle(element).color), behind(element)].map(luminance).sort();
                    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
                  };
                  const words = [...document.querySelectorAll("#who *")].filter((each) => each.getClientRects().length
                    && [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
                  return words.filter((each) => !(contrast(each) >= 4.5)).map((each) => each.outerHTML)
                    .concat(words.length > 20 ? [] : ["too few words: " + words.length]);
                })()"""))).isEmpty();
    }
}

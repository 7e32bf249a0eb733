package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TimeLimits;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What others say is text on the page, whatever it looks like. */
class PageSafetyBrowserIT {
    @RegisterExtension
    static final RunningBrowser chromium = new RunningBrowser();

    /** Each would call alert, fetch something, or break out of where it stands, were it taken for anything but text. */
    private static final List<String> PAYLOADS = List.of(
            "<script>alert(1)</script>",
            "</script><script>alert(2)</script>",
            "<SCRIPT SRC=//127.0.0.1:1/x.js></SCRIPT>",
            "<script type=module>import '//127.0.0.1:1/x.js'</script>",
            "<img src=x onerror=alert(3)>",
            "<img src=\"http://127.0.0.1:1/pixel.gif\">",
            "<svg onload=alert(4)>",
            "<svg><script>alert(5)</script></svg>",
            "<svg><animate onbegin=alert(6) attributeName=x dur=1s>",
            "<body onload=alert(7)>",
            "<iframe src=\"javascript:alert(8)\"></iframe>",
            "<iframe srcdoc=\"<script>parent.alert(9)</script>\"></iframe>",
            "<a href=\"javascript:alert(10)\">click me</a>",
            "<object data=\"data:text/html,<script>alert(11)</script>\"></object>",
            "<embed src=\"data:text/html,<script>alert(12)</script>\">",
            "<math><mtext></p><img src onerror=alert(13)></mtext></math>",
            "<details open ontoggle=alert(14)>",
            "<video><source onerror=alert(15)></video>",
            "<input autofocus onfocus=alert(16)>",
            "<form action=\"javascript:alert(17)\"><button>go</button></form>",
            "<style>@import 'http://127.0.0.1:1/x.css';</style>",
            "<link rel=stylesheet href=\"http://127.0.0.1:1/x.css\">",
            "<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:1/\">",
            "<base href=\"http://127.0.0.1:1/\">",
            "<template><script>alert(18)</script></template>",
            "<noscript><p title=\"</noscript><img src onerror=alert(19)>\">",
            "\"><img src=x onerror=alert(20)>",
            "' onmouseover='alert(21)",
            "javascript:alert(22)",
            "{{constructor.constructor('alert(23)')()}}",
            "${alert(24)}",
            "`-alert(25)-`",
            "&lt;script&gt;alert(26)&lt;/script&gt;",
            "&#60;img src onerror=alert(27)&#62;",
            "\\u003cimg src onerror=alert(28)\\u003e",
            "%3Cscript%3Ealert(29)%3C/script%3E",
            "<!--><img src onerror=alert(30)>-->",
            "]]><img src onerror=alert(31)>",
            "{\"data\":\"<img src onerror=alert(32)>\",\"node\":\"<b>\"}",
            "{node} {text} {n}",
            "\u202e<script>alert(33)</script>",
            "a\u2028b\u2029c",
            "__proto__",
            "<p dir=rtl style=\"position:fixed;inset:0;background:red\">over all");

    private static NodeProcess node;

    @BeforeAll
    static void start() {
        node = NodeProcess.single("");
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void what_looks_like_markup_is_shown_as_text() {
        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));

        PAYLOADS.forEach(page::say);

        page.awaitWords(PAYLOADS.get(PAYLOADS.size() - 1));
        assertThat(page.words()).endsWith(PAYLOADS.toArray(String[]::new));
        assertThatNothingCameOfIt(page.tab());
    }

    @Test
    void what_looks_like_markup_is_text_in_json_and_to_who_comes_later() {
        for (String payload : PAYLOADS) {
            String json = "{\"text\":" + WallPage.quoted(payload) + "}";
            assertThat(node.http()
                            .post("/publish/echo", "application/json", json)
                            .statusCode())
                    .isEqualTo(200);
        }

        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));

        String last = "{\"text\":" + WallPage.quoted(PAYLOADS.get(PAYLOADS.size() - 1)) + "}";
        page.awaitWords(last);
        assertThatNothingCameOfIt(page.tab());
    }

    @Test
    void the_other_panels_show_text_too() {
        WallPage page = WallPage.open(chromium.visitor(), node.url("/"));
        Tab tab = page.tab();
        String payload = "<img src=x onerror=alert(1)>";

        tab.click("life-open");
        page.awaitLog("life-log", "open, served by node1");
        tab.eval("document.getElementById('life-message').value = " + WallPage.quoted(payload));
        tab.eval("document.getElementById('life-send-form').requestSubmit()");
        page.awaitLog("life-log", "the server read it: TEXT");
        tab.eval("document.getElementById('life-reason').value = " + WallPage.quoted(payload));
        tab.eval("document.getElementById('life-ask-form').requestSubmit()");
        page.awaitLog("life-log", "reason “" + payload + "”");

        assertThat(page.log("life-log")).contains("sent “" + payload + "”");
        assertThatNothingCameOfIt(tab);
    }

    /** That what is looked for above would be found. */
    @Test
    void a_script_in_the_page_is_refused_and_a_dialog_is_seen() {
        Tab tab = WallPage.open(chromium.visitor(), node.url("/")).tab();

        tab.eval(
                "{ const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }");
        TimeLimits.until(
                "the policy has refused it",
                () -> tab.complaints().stream().anyMatch(complaint -> complaint.contains("Content Security Policy")));
        assertThat(tab.eval("'ran' in window").asBoolean()).isFalse();

        tab.eval("setTimeout(() => alert('seen'))");
        TimeLimits.until(
                "the dialog is seen", () -> tab.complaints().stream().anyMatch(each -> each.startsWith("dialog: ")));
    }

    private static void assertThatNothingCameOfIt(Tab tab) {
        String foreign =
                "'script, img, svg, iframe, object, embed, style, link, a, form, input, video, [onerror], [onload]'";
        assertThat(tab.eval("[...document.querySelectorAll('#wall, #life-log')]"
                                + ".reduce((n, each) => n + each.querySelectorAll(" + foreign + ").length, 0)")
                        .asInt())
                .isZero();
        assertThat(tab.complaints()).isEmpty();
    }
}

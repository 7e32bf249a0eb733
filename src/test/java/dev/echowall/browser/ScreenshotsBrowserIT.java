package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.RunningCluster;
import dev.echowall.testing.RunsAlone;
import dev.echowall.testing.Tab;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Takes the pictures of the README, of three instances behind nginx: {@code bin/test -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ScreenshotsBrowserIT -Dscreenshots=docs/images}.
 */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+", disabledReason = "only when pictures are asked for")
@RunsAlone
class ScreenshotsBrowserIT {
    @RegisterExtension
    @Order(1)
    static final RunningBrowser chromium = new RunningBrowser();

    @RegisterExtension
    @Order(2)
    static final RunningCluster cluster = new RunningCluster();

    private static final int MOST_BYTES = 200_000;

    /** Who says it: the window on the instance that will die (0), or on one of the others. */
    private record Line(int window, String words) {}

    private static final List<Line> BEFORE = List.of(
            new Line(0, "good morning from the first window"),
            new Line(1, "早上好！这边是第二个窗口"),
            new Line(2, "and a third, on yet another instance"),
            new Line(1, "能听到吗？"),
            new Line(0, "loud and clear: 听得很清楚"),
            new Line(2, "now watch this: kill -9"));

    private static final List<Line> AFTER =
            List.of(new Line(2, "and no tick is missing"), new Line(0, "那个实例也回来了"), new Line(1, "一条都没少 👏"));

    @Test
    void the_pictures_of_the_readme() throws IOException {
        List<NodeProcess> windows = new ArrayList<>(cluster.nodes());
        WallPage page = servedBy(ticking());
        windows.sort(
                Comparator.comparing(node -> !node.name().equals(page.mine().get(0))));
        try (TestWebSocketClient clock =
                TestWebSocketClient.connect(windows.get(1).ws("/ws/time"))) {
            TimeLimits.until("a young minute", Duration.ofSeconds(70), () -> second(clock.texts()) < 8);
            for (Line line : BEFORE) {
                clock.awaitMessages(clock.heard().size() + 1);
                say(windows, line);
            }
            clock.awaitMessages(clock.heard().size() + 1);
            windows.get(0).kill9();
            say(windows, new Line(1, "刚才那一下，看到了吗？"));
            page.tab().until("back and said so", "document.querySelector('#wall > .notice')");
            cluster.cluster().makeWhole();
            for (Line line : AFTER) {
                clock.awaitMessages(clock.heard().size() + 1);
                say(windows, line);
            }
            page.awaitWords("一条都没少 👏");
            clock.awaitMessages(clock.heard().size() + 2);
        }
        page.tab().until("three instances", "document.querySelectorAll('#nodes [data-node]').length === 3");
        take(page.tab(), "page.png");
        page.tab().prefer("dark");
        take(page.tab(), "page-dark.png");
        take(phone(), "page-phone.png");
    }

    /** The instance whose ticks are the ones that count now. */
    private static String ticking() {
        String page = cluster.nginx().http().get("/poll/time?after=:0").body();
        JsonArray ticks = new JsonObject(page).getJsonArray("publications");
        return ticks.getJsonObject(ticks.size() - 1).getString("node");
    }

    /** A page by way of nginx that got to this instance, or to another if it does not come about. */
    private static WallPage servedBy(String node) {
        WallPage page = WallPage.open(chromium.visitor(), cluster.nginx().url("/"));
        for (int i = 0; i < 5 && !page.mine().contains(node); i++) {
            page.visit(cluster.nginx().url("/"));
        }
        return page;
    }

    private static Tab phone() {
        Tab tab = chromium.visitor().tab();
        tab.screen(390, 844, 1.5, true);
        tab.visit(cluster.nginx().url("/"));
        tab.eval("localStorage.setItem('language', 'zh')");
        return WallPage.open(tab, cluster.nginx().url("/")).tab();
    }

    private static int second(List<String> ticks) {
        return ticks.isEmpty()
                ? 60
                : Integer.parseInt(ticks.get(ticks.size() - 1).substring(17, 19));
    }

    private static void say(List<NodeProcess> windows, Line line) {
        NodeProcess node = windows.get(line.window());
        assertThat(node.http().post("/publish/echo", "text/plain", line.words()).statusCode())
                .isEqualTo(200);
    }

    private static void take(Tab tab, String file) throws IOException {
        tab.eval(
                "document.fonts.ready.then(() => new Promise(requestAnimationFrame))"
                        + ".then(() => Promise.all(document.getAnimations().map(each => each.finished.catch(() => 0)))).then(() => 1)");
        byte[] png = tab.screenshot();
        assertThat(png.length).as(file).isLessThan(MOST_BYTES);
        Path directory = Files.createDirectories(Path.of(System.getProperty("screenshots")));
        Files.write(directory.resolve(file), png);
    }
}

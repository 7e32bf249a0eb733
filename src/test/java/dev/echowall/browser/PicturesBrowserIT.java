package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.RunningWall;
import dev.echowall.testing.Tab;
import dev.echowall.testing.WallClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Takes the pictures of the README, of three instances behind nginx: {@code bin/test -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=PicturesBrowserIT -Dscreenshots=docs/images}.
 */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+", disabledReason = "only when pictures are asked for")
class PicturesBrowserIT {
    @RegisterExtension
    @Order(1)
    static final RunningBrowser chromium = new RunningBrowser();

    @RegisterExtension
    @Order(2)
    static final RunningWall wall = new RunningWall();

    private static final int MOST_BYTES = 250_000;

    /** Which instance hears what; a line a tick. */
    private record Line(int instance, String words) {}

    private static final List<Line> TALK = List.of(
            new Line(0, "good morning from the first window"),
            new Line(1, "早上好！这边是第二个窗口"),
            new Line(2, "and a third one, on another instance again"),
            new Line(1, "能听到吗？"),
            new Line(0, "loud and clear: 听得很清楚"),
            new Line(2, "curl -d hello http://localhost:8080/publish/echo"),
            new Line(2, "hello"),
            new Line(1, "kill -9 试试？"),
            new Line(0, "gone for a second, and back on another instance"),
            new Line(1, "一条都没少 👏"));

    @Test
    void the_pictures_of_the_readme() throws IOException {
        Tab desk = chromium.visitor().tab();
        WallPage page = WallPage.open(desk, wall.nginx().url("/"));
        try (WallClient clock = WallClient.connect(wall.node(0).ws("/ws/time"))) {
            // A minute that is well under way, so that its wall of seconds stands.
            clock.await("a late second", ticks -> !ticks.isEmpty() && second(ticks) >= 25 && second(ticks) < 35);
            for (Line line : TALK) {
                clock.awaitMessages(clock.heard().size() + 1);
                say(wall.node(line.instance()), line.words());
            }
            page.awaitWords(TALK.get(TALK.size() - 1).words());
            clock.awaitMessages(clock.heard().size() + 2);
        }
        desk.screen(1280, 720, 1, false);
        take(desk, "page.png");
        desk.prefer("dark");
        take(desk, "page-dark.png");

        Tab phone = chromium.visitor().tab();
        phone.screen(390, 844, 2, true);
        phone.visit(wall.nginx().url("/"));
        phone.eval("localStorage.setItem('language', 'zh')");
        WallPage.open(phone, wall.nginx().url("/"));
        take(phone, "page-phone.png");
    }

    private static int second(List<WallClient.Message> ticks) {
        return Integer.parseInt(ticks.get(ticks.size() - 1).string().substring(17, 19));
    }

    private static void say(NodeProcess node, String words) {
        assertThat(node.site().post("/publish/echo", "text/plain", words).statusCode())
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

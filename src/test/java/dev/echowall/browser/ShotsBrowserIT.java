package dev.echowall.browser;

import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Tab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShotsBrowserIT {
    @RegisterExtension
    @Order(1)
    static final RunningBrowser chromium = new RunningBrowser();

    @Test
    void shots() throws Exception {
        try (NodeProcess node = NodeProcess.withServer("demo: true")) {
            for (int[] size : new int[][] {{1280, 720, 3300}, {768, 1024, 3600}, {390, 844, 4600}}) {
                for (String language : new String[] {"en", "zh"}) {
                    Tab tab = chromium.visitor().tab();
                    tab.screen(size[0], size[1], 1, size[0] < 500);
                    if (size[0] == 768) tab.prefer("dark");
                    tab.visit(node.url("/"));
                    tab.eval("localStorage.setItem('language', '" + language + "')");
                    WallPage page = WallPage.open(tab, node.url("/"));
                    page.say("hello " + size[0]);
                    page.awaitWords("hello " + size[0]);
                    tab.click("life-open");
                    tab.click("several-open");
                    tab.click("shake");
                    tab.until("open", "document.querySelectorAll('.chip').length === 6");
                    tab.eval("document.getElementById('life-send-form').requestSubmit()");
                    tab.eval("new Promise(r => setTimeout(r, 700)).then(() => 1)");
                    Path to = Files.createDirectories(Path.of("target/shots"));
                    Files.write(to.resolve(size[0] + "-" + language + "-first.png"), tab.screenshot());
                    tab.screen(size[0], size[2], 1, size[0] < 500);
                    tab.eval("new Promise(r => setTimeout(r, 300)).then(() => 1)");
                    Files.write(to.resolve(size[0] + "-" + language + "-all.png"), tab.screenshot());
                }
            }
        }
    }
}

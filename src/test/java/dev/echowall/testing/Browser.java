package dev.echowall.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium process, driven through its DevTools protocol; it ends with this JVM. */
public final class Browser {
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final DevTools tools;

    private Browser(Process process, DevTools tools) {
        this.process = process;
        this.tools = tools;
    }

    /** Starts one. */
    public static Browser start(Path chromium) throws IOException {
        Path directory = Files.createTempDirectory("echowall-browser");
        Process process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-extensions",
                        "--disable-background-timer-throttling",
                        "--disable-renderer-backgrounding",
                        "--hide-scrollbars",
                        "--force-color-profile=srgb",
                        // A host name for pages that point their own domain to this machine.
                        "--host-resolver-rules=MAP evil.test 127.0.0.1",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + directory)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, directory)));
        Path ready = directory.resolve("DevToolsActivePort");
        try {
            TimeLimits.until("Chromium is up", START, () -> lines(ready).size() == 2 || !process.isAlive());
            List<String> address = lines(ready);
            if (address.size() != 2) {
                throw new AssertionError("Chromium ended: " + Files.readString(directory.resolve("output.log")));
            }
            DevTools tools = new DevTools(URI.create("ws://127.0.0.1:" + address.get(0) + address.get(1)));
            return new Browser(process, tools);
        } catch (RuntimeException | AssertionError e) {
            end(process, directory);
            throw e;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A user: the tabs of a visitor share storage (language, theme) with each other, and with nothing else. */
    public Visitor visitor() {
        JsonNode answer = tools.call(null, "Target.createBrowserContext", DevTools.params());
        return new Visitor(tools, answer.get("browserContextId").asText());
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    private static void end(Process process, Path directory) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException stillWritten) {
            // The system's directory for temporary files keeps what is left.
        }
    }

    /** A user with tabs. */
    public static final class Visitor implements AutoCloseable {
        private final DevTools tools;
        private final String context;

        private Visitor(DevTools tools, String context) {
            this.tools = tools;
            this.context = context;
        }

        /** An empty tab in a window of its own, 1280 by 720, light. */
        public Tab tab() {
            String target = tools.call(
                            null,
                            "Target.createTarget",
                            DevTools.params()
                                    .put("url", "about:blank")
                                    .put("browserContextId", context)
                                    .put("newWindow", true))
                    .get("targetId")
                    .asText();
            String session = tools.call(
                            null,
                            "Target.attachToTarget",
                            DevTools.params().put("targetId", target).put("flatten", true))
                    .get("sessionId")
                    .asText();
            return new Tab(tools, session);
        }

        /** A tab with a loaded page. */
        public Tab tab(String url) {
            Tab tab = tab();
            tab.visit(url);
            return tab;
        }

        /** Gives this user a cookie, as if the pages at this address had set it. */
        public void cookie(String url, String name, String value) {
            ObjectNode params = DevTools.params().put("browserContextId", context);
            params.putArray("cookies")
                    .addObject()
                    .put("name", name)
                    .put("value", value)
                    .put("url", url);
            tools.call(null, "Storage.setCookies", params);
        }

        @Override
        public void close() {
            tools.call(null, "Target.disposeBrowserContext", DevTools.params().put("browserContextId", context));
        }
    }
}

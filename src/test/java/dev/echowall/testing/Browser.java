package dev.echowall.testing;

import com.fasterxml.jackson.databind.JsonNode;
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

/** A headless Chromium process, driven through its DevTools protocol. */
public final class Browser implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Path directory;
    private final Process process;
    private final DevTools tools;

    private Browser(Path directory, Process process, DevTools tools) {
        this.directory = directory;
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
        // A test JVM that is stopped must not leave the browser behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWithChildren(process)));
        Path ready = directory.resolve("DevToolsActivePort");
        try {
            TimeLimits.until("Chromium is up", START, () -> lines(ready).size() == 2 || !process.isAlive());
            List<String> address = lines(ready);
            if (address.size() != 2) {
                throw new AssertionError("Chromium ended: " + Files.readString(directory.resolve("output.log")));
            }
            DevTools tools = new DevTools(URI.create("ws://127.0.0.1:" + address.get(0) + address.get(1)));
            return new Browser(directory, process, tools);
        } catch (RuntimeException | AssertionError e) {
            endWithChildren(process);
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

    @Override
    public void close() throws IOException {
        tools.close();
        endWithChildren(process);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private static void endWithChildren(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

        @Override
        public void close() {
            tools.call(null, "Target.disposeBrowserContext", DevTools.params().put("browserContextId", context));
        }
    }
}

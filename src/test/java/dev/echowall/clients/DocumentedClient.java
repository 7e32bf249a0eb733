package dev.echowall.clients;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RequiredTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The clients that docs/clients.md shows and that take {@code URL [COUNT [MESSAGE]]} with a WebSocket's URL. */
enum DocumentedClient {
    JAVA("TalkToWall.java") {
        @Override
        List<String> runtime() {
            // Quicker to start: it talks for a second.
            return List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1");
        }
    },
    NODE_WS("ws_client.mjs") {
        @Override
        List<String> runtime() {
            Path node = RequiredTool.program("node");
            if (!Files.isDirectory(NodeProcess.HOME.resolve("node_modules/ws"))) {
                throw RequiredTool.missing("npm's ws is not installed in node_modules");
            }
            return List.of(node.toString());
        }
    },
    WEBSOCKET_CLIENT("websocket_client.py") {
        @Override
        List<String> runtime() {
            return List.of(pythonWith("websocket"));
        }
    },
    TORNADO("tornado_client.py") {
        @Override
        List<String> runtime() {
            return List.of(pythonWith("tornado"));
        }
    };

    /** Debian's packages are for Debian's Python, and another may be first on the PATH. */
    private static final String PYTHON = "/usr/bin/python3";

    private final String file;

    DocumentedClient(String file) {
        this.file = file;
    }

    /** What it is run by. */
    abstract List<String> runtime();

    /** Starts it; skips the test when it cannot be run here. */
    ClientProcess start(String... arguments) {
        List<String> command = new ArrayList<>(runtime());
        command.add("src/test/clients/" + file);
        command.addAll(List.of(arguments));
        return ClientProcess.start(command);
    }

    static String pythonWith(String module) {
        return pythonWith(PYTHON, module);
    }

    /** That Python; skips the test when it is not there, or without the module. */
    static String pythonWith(String python, String module) {
        if (!Files.isExecutable(Path.of(python))) {
            throw RequiredTool.missing(python + " is not installed");
        }
        try {
            Process probe = new ProcessBuilder(python, "-c", "import " + module)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (probe.waitFor() != 0) {
                throw RequiredTool.missing(python + " has no module " + module);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return python;
    }
}

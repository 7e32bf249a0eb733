package dev.echowall.clients;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RequiredTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Centrifugal's SDKs, as they come, in each of the encodings that they speak. bin/test installs them. */
enum Sdk {
    JS_JSON,
    JS_PROTOBUF,
    /** In the JVM of the tests: a dependency of theirs. */
    JAVA,
    PYTHON_JSON,
    PYTHON_PROTOBUF,
    GO_JSON,
    GO_PROTOBUF;

    private static final String PROGRAMS = "src/test/clients/sdk/";
    private static final Path GO_PROGRAM = NodeProcess.HOME.resolve("target/sdk-client");

    /** How to start the program that uses it; skips the test when it cannot be run here. */
    List<String> command() {
        return switch (this) {
            case JS_JSON -> List.of(node(), PROGRAMS + "sdk_client.cjs", "json");
            case JS_PROTOBUF -> List.of(node(), PROGRAMS + "sdk_client.cjs", "protobuf");
            case PYTHON_JSON -> List.of(python(), PROGRAMS + "sdk_client.py", "json");
            case PYTHON_PROTOBUF -> List.of(python(), PROGRAMS + "sdk_client.py", "protobuf");
            case GO_JSON -> List.of(goProgram(), "json");
            case GO_PROTOBUF -> List.of(goProgram(), "protobuf");
            case JAVA -> throw new IllegalStateException("it is no process of its own");
        };
    }

    /** False where a test of it would be skipped. */
    boolean isInstalled() {
        try {
            return this == JAVA || !command().isEmpty();
        } catch (TestAbortedException missing) {
            return false;
        }
    }

    /** Node.js, with the SDK at hand. */
    static String node() {
        Path node = RequiredTool.program("node");
        for (String each : List.of("ws", "centrifuge")) {
            if (!Files.isDirectory(NodeProcess.HOME.resolve("node_modules").resolve(each))) {
                throw RequiredTool.missing("npm's " + each + " is not installed in node_modules");
            }
        }
        return node.toString();
    }

    /** Python, with the SDK at hand. */
    static String python() {
        return DocumentedClient.pythonWith(
                NodeProcess.HOME.resolve(".venv/bin/python").toString(), "centrifuge");
    }

    private static String goProgram() {
        return goProgram(GO_PROGRAM, ".");
    }

    /** Go compiles it once; then it only looks whether it still is what the sources say. */
    static String goProgram(Path program, String source) {
        Path go = RequiredTool.optionalProgram("go");
        try {
            Process build = new ProcessBuilder(go.toString(), "build", "-o", program.toString(), source)
                    .directory(NodeProcess.HOME.resolve(PROGRAMS + "go").toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (build.waitFor() != 0) {
                throw RequiredTool.missing("Go could not build " + source + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return program.toString();
    }
}

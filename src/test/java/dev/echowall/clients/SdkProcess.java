package dev.echowall.clients;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.Processes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One of src/test/clients/sdk at work, with one connection at a time. For the test's own thread. */
final class SdkProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter input;
    private final Map<Integer, SdkClient> clients = new ConcurrentHashMap<>();
    private final AtomicInteger lastClient = new AtomicInteger();

    private SdkProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter();
    }

    static SdkProcess start(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(NodeProcess.HOME.toFile())
                    // What its runtime complains of stands in the log of the tests.
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Processes.endWithThisOne(process);
            SdkProcess started = new SdkProcess(process);
            new Thread(started::read, "sdk-output").start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the connection before this one. */
    SdkClient connect(String url, List<String> tokens) {
        int number = lastClient.incrementAndGet();
        SdkClient client = new SdkClient() {
            @Override
            void tell(JsonObject command) {
                write(command);
            }
        };
        clients.put(number, client);
        JsonObject command =
                new JsonObject().put("do", "connect").put("of", number).put("url", url);
        client.tell(tokens.isEmpty() ? command : command.put("tokens", new JsonArray(tokens)));
        return client;
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().map(JsonObject::new).forEach(line -> {
                SdkClient client = clients.get(line.getInteger("of"));
                if (client != null) {
                    client.happened(line);
                }
            });
        } catch (IOException | UncheckedIOException ended) {
            // It was closed.
        }
    }

    private void write(JsonObject command) {
        try {
            input.write(command.encode());
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the SDK's process has ended", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

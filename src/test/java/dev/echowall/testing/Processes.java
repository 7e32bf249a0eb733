package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Helpers for processes that tests start. */
public final class Processes {
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> STARTED.forEach(Processes::killWithChildren), "kill-processes"));
    }

    private Processes() {}

    private static void killWithChildren(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /**
     * The command in a session of its own, as a terminal starts it, so that Ctrl-C can be sent to it alone. It heeds
     * Ctrl-C even if the tests run in the background, where shells have their children ignore it.
     */
    public static ProcessBuilder inTerminal(String... command) {
        List<String> all = new ArrayList<>(List.of(
                RequiredTool.program("env").toString(),
                "--default-signal=INT",
                RequiredTool.program("setsid").toString()));
        all.addAll(List.of(command));
        return new ProcessBuilder(all);
    }

    /** Ends the process with this JVM, even if the tests are interrupted. */
    public static void endWithThisOne(Process process) {
        STARTED.removeIf(each -> !each.isAlive());
        STARTED.add(process);
    }

    /** Sends a signal, by its name without SIG; to a whole process group if the id is negative. */
    public static void signal(long pid, String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + signal + " " + pid + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

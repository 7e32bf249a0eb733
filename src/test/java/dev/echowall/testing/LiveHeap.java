package dev.echowall.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a JVM's heap holds after a collection, by {@code jcmd GC.class_histogram}, which collects first. */
public final class LiveHeap {
    private LiveHeap() {}

    public static long bytes(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String last = "";
        // The second time, what the first collection only queued is gone too.
        for (int i = 0; i < 2; i++) {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram").start();
            String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            last = all.strip().lines().reduce("", (before, line) -> line);
        }
        return Long.parseLong(last.replaceAll("^Total +\\d+ +(\\d+).*", "$1"));
    }
}

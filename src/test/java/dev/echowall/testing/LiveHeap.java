package dev.echowall.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The content of a JVM's heap after a collection, from {@code jcmd GC.class_histogram}, which runs a collection first.
 */
public final class LiveHeap {
    private LiveHeap() {}

    /** The number of objects of this class. */
    public static long instances(long pid, String type) throws IOException, InterruptedException {
        return histogram(pid)
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    public static long bytes(long pid) throws IOException, InterruptedException {
        // A second time, because the first collection only queues some objects for removal.
        histogram(pid);
        String last = histogram(pid).strip().lines().reduce("", (before, line) -> line);
        return Long.parseLong(last.replaceAll("^Total +\\d+ +(\\d+).*", "$1"));
    }

    private static String histogram(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram").start();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return all;
    }
}

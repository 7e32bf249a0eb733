package dev.echowall.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The resources used by processes, from Linux's /proc. Several processes are added up.
 *
 * @param cpuMicros CPU of all their threads since their start, user and system, with a resolution of 10 ms
 * @param residentBytes memory now
 * @param peakBytes the most memory so far
 */
record ProcessUsage(long cpuMicros, long residentBytes, long peakBytes) {
    static final ProcessUsage NONE = new ProcessUsage(0, 0, 0);

    /** Linux reports hundredths of a second, independent of its internal resolution. */
    private static final long MICROS_PER_TICK = 10_000;

    /** Index in /proc/PID/stat, counted from the field after the name, which may contain blanks and brackets. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /** The current values; processes that have ended are left out. */
    static ProcessUsage of(List<Long> pids) {
        return pids.stream()
                .map(pid -> of(Path.of("/proc/" + pid)))
                .reduce(
                        NONE,
                        (one, other) -> new ProcessUsage(
                                one.cpuMicros + other.cpuMicros,
                                one.residentBytes + other.residentBytes,
                                one.peakBytes + other.peakBytes));
    }

    private static ProcessUsage of(Path process) {
        try {
            return parse(Files.readString(process.resolve("stat")), Files.readString(process.resolve("status")));
        } catch (IOException e) {
            return NONE;
        }
    }

    static ProcessUsage parse(String stat, String status) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", SYSTEM + 2);
        long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        return new ProcessUsage(ticks * MICROS_PER_TICK, bytes(status, "VmRSS:"), bytes(status, "VmHWM:"));
    }

    private static long bytes(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                .sum();
    }

    /** The CPU used since then, and the memory now. */
    ProcessUsage since(ProcessUsage then) {
        return new ProcessUsage(cpuMicros - then.cpuMicros, residentBytes, peakBytes);
    }

    /** Whether there is such a process and its values can be read. */
    static boolean readable(long pid) {
        return Files.isReadable(Path.of("/proc/" + pid + "/stat"));
    }
}

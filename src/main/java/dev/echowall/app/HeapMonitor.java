package dev.echowall.app;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the heap is full though no error says so: the collector runs nearly all the time and finds next to nothing.
 * That can go on for minutes before the JVM gives up, in which nobody is served.
 */
final class HeapMonitor {
    /** So full right after a collection. */
    private static final double FULL = 0.97;

    /** So much of the time spent collecting. */
    private static final double BUSY = 0.7;

    private static final long START_SECONDS = 5;

    /** Seconds in a row. */
    private static final int SECONDS = 4;

    private int hopeless;

    /** Looks every second, on a thread of its own. */
    static void start(Runnable full) {
        Thread thread = new Thread(() -> watch(full), "heap-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void watch(Runnable full) {
        // Not at once: these load many classes, which a start has no time for.
        sleep(START_SECONDS);
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .toList();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        HeapMonitor watch = new HeapMonitor();
        long last = System.nanoTime();
        long spent = spent(collectors);
        while (true) {
            sleep(1);
            long now = System.nanoTime();
            long spentNow = spent(collectors);
            double busy = (spentNow - spent) * 1e6 / (now - last);
            if (watch.isHopeless(fullest(pools), busy, (now - last) / 1e9)) {
                full.run();
            }
            last = now;
            spent = spentNow;
        }
    }

    private static void sleep(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /**
     * @param used after the last collection, of 1
     * @param busy of the time, collecting
     * @param seconds since the last look: more than asked for when nobody got a turn
     */
    boolean isHopeless(double used, double busy, double seconds) {
        hopeless = used >= FULL && busy >= BUSY ? hopeless + (int) Math.max(1, seconds) : 0;
        return hopeless >= SECONDS;
    }

    private static double fullest(List<MemoryPoolMXBean> pools) {
        double fullest = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (usage != null && usage.getMax() > 0) {
                fullest = Math.max(fullest, (double) usage.getUsed() / usage.getMax());
            }
        }
        return fullest;
    }

    private static long spent(List<GarbageCollectorMXBean> collectors) {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }
}

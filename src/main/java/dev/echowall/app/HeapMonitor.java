package dev.echowall.app;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Detects that the heap is full although there is no error: the garbage collector runs nearly all the time and frees
 * next to nothing. This can last for minutes before the JVM throws, and meanwhile no client is served.
 */
final class HeapMonitor {
    /** The part of the heap in use after a collection from which on it counts as full. */
    private static final double FULL = 0.97;

    /** The part of the time spent in collections from which on it counts as busy. */
    private static final double BUSY = 0.7;

    private static final long START_SECONDS = 5;

    /** The number of consecutive seconds. */
    private static final int SECONDS = 4;

    private int hopeless;

    /** Checks every second, on a thread of its own. */
    static void start(Runnable full) {
        Thread thread = new Thread(() -> watch(full), "heap-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void watch(Runnable full) {
        // After a delay, because this loads many classes, which would slow down the start.
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
     * @param used the part of the heap in use after the last collection
     * @param busy the part of the time spent in collections
     * @param seconds since the last check; more than requested if no thread could run
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

package dev.echowall.app;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OutOfMemoryHandler;
import com.hazelcast.instance.impl.OutOfMemoryErrorDispatcher;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process when there is no memory left. An instance without memory would neither serve nor stop, and hold up the
 * others for as long; they take over when it is gone. The JVM does the same where it is started with {@code
 * -XX:+ExitOnOutOfMemoryError}, as {@code bin/echowall} does; with a bare {@code java -jar} it is done here, wherever such an
 * error comes by: at the end of a thread, in a handler, in the log, in Hazelcast; and where none comes by, since somebody
 * swallowed it or the collector still fights for the last bytes, by a {@link HeapMonitor}.
 *
 * <p>May be called from any thread.
 */
final class OutOfMemoryExit {
    /** The JVM's own. */
    static final int EXIT_CODE = 3;

    /** Made beforehand: at the end there may be no memory for it. */
    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private static final byte[] LAST_WORDS = ("echowall: out of memory: ends at once with exit code " + EXIT_CODE
                    + ", the others take over (-Xmx, limits.*)\n")
            .getBytes(StandardCharsets.UTF_8);

    /** Only a process that is an instance and nothing else may be ended. */
    private static volatile boolean armed;

    private OutOfMemoryExit() {}

    /** From now on this process ends when it is out of memory. */
    static void arm() {
        armed = true;
        OutOfMemoryErrorDispatcher.setServerHandler(new OutOfMemoryHandler() {
            @Override
            public void onOutOfMemory(OutOfMemoryError error, HazelcastInstance[] instances) {
                end();
            }

            @Override
            public boolean shouldHandle(OutOfMemoryError error) {
                return true;
            }
        });
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
            endIf(fault);
            if (before != null) {
                before.uncaughtException(thread, fault);
            } else {
                fault.printStackTrace();
            }
        });
        HeapMonitor.start(OutOfMemoryExit::end);
    }

    /** Does not return when this, or what it was caused by, says that there is no memory. */
    static void endIf(@Nullable Throwable fault) {
        if (saysSo(fault)) {
            end();
        }
    }

    static boolean saysSo(@Nullable Throwable fault) {
        Throwable each = fault;
        // Causes may go round in a circle.
        for (int depth = 0; each != null && depth < 10; depth++) {
            if (each instanceof OutOfMemoryError) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    private static void end() {
        if (!armed) {
            return;
        }
        try {
            ERR.write(LAST_WORDS);
        } catch (IOException nobodyListens) {
            // It ends all the same.
        } finally {
            // Not exit: its hooks would wait for sessions and streams that there is no memory for.
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}

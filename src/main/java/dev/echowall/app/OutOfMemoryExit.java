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
 * Ends the process when it is out of memory. An instance without memory would neither serve nor stop, and would hold up
 * the others; they take over when it is gone. The JVM does that itself when started with {@code
 * -XX:+ExitOnOutOfMemoryError}, as {@code bin/echowall} does. With a plain {@code java -jar} it is done here, wherever
 * such an error is seen: at the end of a thread, in a handler, in the log, in Hazelcast; and if it is not seen, because
 * it was swallowed or the collector is still busy, by a {@link HeapMonitor}.
 *
 * <p>May be called from any thread.
 */
final class OutOfMemoryExit {
    /** The same as the JVM's. */
    static final int EXIT_CODE = 3;

    /** Created in advance, because there may be no memory for it later. */
    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private static final byte[] LAST_WORDS = ("echowall: out of memory: exiting with code " + EXIT_CODE
                    + ", the others take over (-Xmx, limits.*)\n")
            .getBytes(StandardCharsets.UTF_8);

    /** Only a process that is nothing but an instance may be ended. */
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

    /** Does not return if the given error, or one of its causes, is an OutOfMemoryError. */
    static void endIf(@Nullable Throwable fault) {
        if (saysSo(fault)) {
            end();
        }
    }

    static boolean saysSo(@Nullable Throwable fault) {
        Throwable each = fault;
        // Causes may form a cycle.
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
            // Ends the process even if the message cannot be written.
        } finally {
            // Not exit: its hooks would wait for sessions and streams, which need memory.
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}

package dev.echowall.app;

import io.vertx.core.Handler;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs exceptions that a handler threw on any context. They are bugs, with one exception. */
final class UncaughtExceptionLog implements Handler<Throwable> {
    private static final Logger log = LoggerFactory.getLogger(UncaughtExceptionLog.class);
    private static final String BUS_CONNECTION = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";

    @Override
    public void handle(Throwable fault) {
        OutOfMemoryExit.endIf(fault);
        if (isOfABrokenConnection(fault)) {
            log.atDebug().setCause(fault).log("a message was in flight to an instance that died");
        } else {
            log.atError().setCause(fault).log("uncaught exception");
        }
    }

    /*
     * When Vert.x's event bus is writing to a member that dies, it completes the promise of that write twice and
     * throws. The message correctly fails, and the death of the member is logged elsewhere.
     */
    private static boolean isOfABrokenConnection(Throwable fault) {
        return fault instanceof IllegalStateException
                && "Promise already completed".equals(fault.getMessage())
                // Only if none of our code is on the stack, which might have completed a promise twice itself.
                && Arrays.stream(fault.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .takeWhile(name -> name.startsWith("io.vertx.core."))
                        .anyMatch(BUS_CONNECTION::equals);
    }
}

package dev.echowall.app;

import io.vertx.core.Handler;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a handler threw and nobody caught, on any context: a fault of ours, with one exception. */
final class UncaughtExceptionLog implements Handler<Throwable> {
    private static final Logger log = LoggerFactory.getLogger(UncaughtExceptionLog.class);
    private static final String BUS_CONNECTION = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";

    @Override
    public void handle(Throwable fault) {
        OutOfMemoryExit.endIf(fault);
        if (isOfABrokenConnection(fault)) {
            log.atDebug().setCause(fault).log("a message was on its way to an instance that died");
        } else {
            log.atError().setCause(fault).log("a fault that nobody caught");
        }
    }

    /*
     * Vert.x's bus, writing to a member at the moment of its death, completes the promise of that write twice, and throws.
     * The message is answered with a failure, as it should be; who died is said by the members.
     */
    private static boolean isOfABrokenConnection(Throwable fault) {
        return fault instanceof IllegalStateException
                && "Promise already completed".equals(fault.getMessage())
                // Nothing of ours in between, which might have completed a promise twice itself.
                && Arrays.stream(fault.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .takeWhile(name -> name.startsWith("io.vertx.core."))
                        .anyMatch(BUS_CONNECTION::equals);
    }
}

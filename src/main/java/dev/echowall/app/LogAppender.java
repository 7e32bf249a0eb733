package dev.echowall.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.ConsoleAppender;
import dev.echowall.app.LogThrottle.LeftOut;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Standard output with protection against floods. Thousands of new connections, or the death of an instance with a
 * thousand operations in flight, must not fill the disk: beyond a rate, lines of a kind are only counted, and the
 * number is logged once a second. Messages of libraries about broken connections are one line, without a stack trace.
 */
public final class LogAppender extends ConsoleAppender<ILoggingEvent> {
    /** Lines per second of one kind: same logger, level and message; key-value pairs may differ. */
    static final int OURS = 20;

    /** The same for libraries, and for lines with a stack trace. */
    static final int OTHERS = 1;

    private static final String OWN = "dev.echowall.";
    /**
     * The compared prefix of a library's message; the rest may have names and numbers, which would make each line a
     * kind of its own.
     */
    private static final int SAME = 16;

    private final LogThrottle<ILoggingEvent> throttle = new LogThrottle<>();
    private @Nullable ScheduledFuture<?> seconds;

    @Override
    public void start() {
        super.start();
        seconds = getContext()
                .getScheduledExecutorService()
                .scheduleWithFixedDelay(this::tellLeftOut, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        if (seconds != null) {
            seconds.cancel(false);
            tellLeftOut();
        }
        super.stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        Throwable cause = cause(event);
        OutOfMemoryExit.endIf(cause);
        boolean own = event.getLoggerName().startsWith(OWN);
        ILoggingEvent line = !own && cause != null && isOfAConnection(cause) ? withoutTrace(event, cause) : event;
        if (throttle.admits(kind(event, own, cause), line, own && cause == null ? OURS : OTHERS)) {
            super.append(line);
        }
    }

    private static String kind(ILoggingEvent event, boolean own, @Nullable Throwable cause) {
        String message = String.valueOf(event.getMessage());
        return event.getLoggerName()
                + ' '
                + event.getLevel()
                + ' '
                + (own ? message : message.substring(0, Math.min(SAME, message.length())))
                + (cause == null ? "" : cause.getClass().getName());
    }

    private static @Nullable Throwable cause(ILoggingEvent event) {
        IThrowableProxy proxy = event.getThrowableProxy();
        return proxy instanceof ThrowableProxy known ? known.getThrowable() : null;
    }

    /* A peer that is gone, not there yet, or too slow: a stack trace inside a library does not help anyone. */
    private static boolean isOfAConnection(Throwable cause) {
        String type = cause.getClass().getName();
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || type.startsWith("com.hazelcast.")
                || type.startsWith("io.vertx.")
                || (cause instanceof IllegalStateException && "Promise already completed".equals(cause.getMessage()));
    }

    private static ILoggingEvent withoutTrace(ILoggingEvent event, Throwable cause) {
        LoggingEvent line = line(event, event.getFormattedMessage() + ": " + cause);
        line.setTimeStamp(event.getTimeStamp());
        line.setThreadName(event.getThreadName());
        return line;
    }

    private void tellLeftOut() {
        for (LeftOut<ILoggingEvent> kind : throttle.next()) {
            LoggingEvent line = line(
                    kind.example(),
                    "left out, because there were too many in a second: "
                            + kind.example().getMessage());
            line.setTimeStamp(System.currentTimeMillis());
            line.setThreadName(Thread.currentThread().getName());
            line.addKeyValuePair(new KeyValuePair("lines", kind.count()));
            super.append(line);
        }
    }

    private static LoggingEvent line(ILoggingEvent like, String message) {
        LoggingEvent line = new LoggingEvent();
        line.setLoggerName(like.getLoggerName());
        line.setLoggerContext((LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory());
        line.setLevel(like.getLevel());
        line.setMessage(message);
        return line;
    }
}

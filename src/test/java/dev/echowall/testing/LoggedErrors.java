package dev.echowall.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects what is logged as an error or with an exception while it is open. */
public final class LoggedErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    private LoggedErrors() {}

    public static LoggedErrors watch() {
        LoggedErrors errors = new LoggedErrors();
        errors.start();
        errors.root.addAppender(errors);
        return errors;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
            String why = event.getThrowableProxy() == null
                    ? ""
                    : " " + event.getThrowableProxy().getClassName() + ": "
                            + event.getThrowableProxy().getMessage();
            errors.add(event.getLoggerName() + ": " + event.getFormattedMessage() + why);
        }
    }

    public List<String> all() {
        return errors;
    }

    @Override
    public void close() {
        root.detachAppender(this);
    }
}

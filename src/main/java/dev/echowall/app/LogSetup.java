package dev.echowall.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.Console;
import java.lang.reflect.Method;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/**
 * The format of log lines: text on a terminal, one JSON object per line otherwise; ECHOWALL_LOG=text|json overrides it.
 */
final class LogSetup {
    private LogSetup() {}

    /** Must be called before the first logger is created. */
    static void choose() {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", forPeople() ? "logback-text.xml" : "logback-json.xml");
        }
        if (inColour()) {
            System.setProperty("echowall.level", "%highlight(%-5level)");
        }
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
    }

    /** Turns logging off, so that only the command's own output is printed. */
    static void silence() {
        System.setProperty("logback.configurationFile", "logback-silent.xml");
    }

    /** Suppresses lines below a warning in this package until the returned task is run. */
    static Runnable mute(String name) {
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        return () -> logger.setLevel(before);
    }

    static boolean forPeople() {
        String wanted = System.getenv("ECHOWALL_LOG");
        return wanted == null ? onTerminal() : wanted.equals("text");
    }

    /**
     * Whether the output is a terminal, as bin/echowall reports because it may run in between, and colours are not
     * disabled (https://no-color.org).
     */
    private static boolean inColour() {
        String said = System.getProperty("echowall.colour");
        boolean configured =
                !Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty()
                        || "dumb".equals(System.getenv("TERM"));
        return !configured && (said == null ? onTerminal() : Boolean.parseBoolean(said));
    }

    /* From Java 22 on there is a console even without a terminal, so it must be asked. */
    @SuppressWarnings("SystemConsoleNull") // it does return null before Java 22
    private static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            Method isTerminal = Console.class.getMethod("isTerminal");
            return (Boolean) isTerminal.invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }
}

package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogAppenderTest {
    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final LogAppender appender = new LogAppender();

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%level %logger{0} %msg %kvp%n%ex");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        appender.setOutputStream(out);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_flood_of_connections_is_a_few_lines_and_the_number_of_the_rest() {
        Logger log = context.getLogger("dev.echowall.session.Connection");
        for (int i = 0; i < 40_000; i++) {
            log.atInfo().addKeyValue("connection", i).log("opened");
            log.atInfo().addKeyValue("connection", i).log("closed");
        }
        context.getLogger("dev.echowall.app.Other").info("another");
        assertThat(said()).contains("INFO Other another ").contains("INFO Connection opened connection=\"0\"");
        appender.stop();

        // It may have taken more than a second.
        int told = said().stream()
                .filter(line -> line.contains("left out"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*lines=\"([0-9]+)\".*", "$1")))
                .sum();
        long written =
                said().stream().filter(line -> line.contains("connection=")).count();
        assertThat(written + told).isEqualTo(80_000);
        assertThat(written).isLessThan(2_000);
    }

    @Test
    void what_a_library_says_of_a_connection_that_broke_is_one_line() {
        Logger log = context.getLogger("com.hazelcast.spi.impl.operationservice.impl.OperationRunnerImpl");
        for (int i = 0; i < 100; i++) {
            log.error("[127.0.0.1]:5701 Not Member! " + i, new IOException("gone", new IOException("deeper")));
        }
        assertThat(said()).hasSize(1).first().asString().endsWith("Not Member! 0: java.io.IOException: gone ");
    }

    @Test
    void a_fault_of_ours_keeps_its_trace() {
        context.getLogger("dev.echowall.app.Unhandled").error("a fault", new IllegalStateException("why"));
        context.getLogger("io.netty.channel.Other").error("a fault", new NullPointerException("nothing"));
        assertThat(said())
                .contains("java.lang.IllegalStateException: why", "java.lang.NullPointerException: nothing")
                .anyMatch(line -> line.contains("at dev.echowall.app.LogAppenderTest"));
    }

    @Test
    void whoever_makes_up_new_kinds_fills_nothing() {
        LogThrottle<String> throttle = new LogThrottle<>();
        for (int i = 0; i < 100_000; i++) {
            throttle.admits("kind " + i, "line", 1);
        }
        assertThat(throttle.next().stream().mapToInt(LogThrottle.LeftOut::count).sum())
                .isEqualTo(100_000 - LogThrottle.KINDS - 1);
        assertThat(throttle.next()).isEmpty();
    }

    private List<String> said() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

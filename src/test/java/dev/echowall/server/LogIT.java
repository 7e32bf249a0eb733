package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogIT {
    private static final String BAIT = "forged";

    @Test
    void what_clients_send_cannot_forge_a_line() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        OutputStreamAppender<ILoggingEvent> appender = appender(lines);
        var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        var level = root.getLevel();
        root.setLevel(ch.qos.logback.classic.Level.INFO);
        root.addAppender(appender);
        try (TestNode node = TestNode.start("")) {
            attack(node.port());
            TimeLimits.until(
                    "the last connection is logged",
                    () -> lines.toString(StandardCharsets.UTF_8).contains("\"name\":\"private\"")
                            || lines.toString(StandardCharsets.UTF_8).contains("private"));
        } finally {
            root.detachAppender(appender);
            root.setLevel(level);
        }
        String log = lines.toString(StandardCharsets.UTF_8);
        assertThat(log.lines())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(new JsonObject(line).getString("level")).isIn("INFO", "WARN", "ERROR"));
        assertThat(log).contains("opened").doesNotContain(BAIT, "\u001b", "\u202e", "jndi");
    }

    private static void attack(int port) {
        for (String evil : List.of(
                "%0d%0a" + BAIT,
                "%1b[31m" + BAIT,
                "${jndi:ldap://" + BAIT + "}",
                "%E2%80%AE" + BAIT,
                "\u001b" + BAIT)) {
            RawClient.ask(port, RawClient.handshake(port, "/ws/" + evil, ""));
            RawClient.ask(port, RawClient.handshake(port, "/ws?after=" + evil, ""));
            RawClient.ask(port, RawClient.handshake(port, "/ws", "User-Agent: " + evil + "\r\n"));
            RawClient.ask(port, RawClient.handshake(port, "/ws", "X-Forwarded-For: " + evil + "\r\n"));
            RawClient.ask(port, RawClient.handshake(port, "/ws", "Origin: " + evil + "\r\n"));
            RawClient.ask(port, "GET /" + evil + " HTTP/1.1\r\nHost: " + evil + "\r\n\r\n");
            try (RawClient client = RawClient.webSocket(port, "/ws/echo")) {
                byte[] reason = ("\u000f\u00a0" + evil).getBytes(StandardCharsets.ISO_8859_1);
                client.text(evil).frame(0x88, reason).closeFrame();
            }
        }
    }

    private static OutputStreamAppender<ILoggingEvent> appender(ByteArrayOutputStream out) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(out);
        appender.start();
        return appender;
    }
}

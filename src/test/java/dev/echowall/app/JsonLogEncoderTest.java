package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLogEncoderTest {
    private final JsonLogEncoder encoder = new JsonLogEncoder();
    private final LoggingEvent event = new LoggingEvent();

    @BeforeEach
    void ready() {
        fill(event, "ready");
    }

    private static void fill(LoggingEvent event, String message) {
        event.setLoggerName("dev.echowall.app.ServeCommand");
        event.setLevel(Level.INFO);
        event.setThreadName("main");
        event.setMessage(message);
        event.setTimeStamp(Instant.parse("2026-11-27T08:00:00Z").toEpochMilli());
    }

    private String line() {
        return line(event);
    }

    private String line(LoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void key_values_are_keys_beside_the_others() {
        event.addKeyValuePair(new KeyValuePair("node", "node1"));
        event.addKeyValuePair(new KeyValuePair("port", 8080));
        assertThat(new JsonObject(line()))
                .isEqualTo(new JsonObject()
                        .put("timestamp", "2026-11-27T08:00:00.000Z")
                        .put("level", "INFO")
                        .put("threadName", "main")
                        .put("loggerName", "dev.echowall.app.ServeCommand")
                        .put("formattedMessage", "ready")
                        .put("node", "node1")
                        .put("port", 8080));
    }

    @Test
    void a_key_value_hides_nothing_of_the_line() {
        event.addKeyValuePair(new KeyValuePair("level", "water"));
        assertThat(new JsonObject(line())).contains(entry("level", "INFO")).contains(entry("level_", "water"));
    }

    @Test
    void whatever_is_said_it_is_one_line() {
        LoggingEvent odd = new LoggingEvent();
        fill(odd, "one\ntwo \u2028 回音壁 \"quoted\"");
        odd.addKeyValuePair(new KeyValuePair("nothing", null));
        odd.setThrowableProxy(new ThrowableProxy(new IllegalStateException("why")));
        assertThat(line(odd)).endsWith("}\n").containsOnlyOnce("\n");
        JsonObject line = new JsonObject(line(odd));
        assertThat(line.getString("formattedMessage")).contains("one\ntwo", "回音壁");
        assertThat(line.getString("throwable")).startsWith("java.lang.IllegalStateException: why");
        assertThat(line.containsKey("nothing")).isTrue();
    }
}

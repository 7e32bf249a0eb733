package dev.echowall.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Encodes a log line as one JSON object: time (ISO 8601, UTC, always with milliseconds, so that lines sort as text),
 * message, and the key-value pairs as keys next to them. Thread-safe.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    @Override
    public byte @Nullable [] headerBytes() {
        return null;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonObject line = new JsonObject()
                .put("timestamp", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .put("level", event.getLevel().toString())
                .put("threadName", event.getThreadName())
                .put("loggerName", event.getLoggerName())
                .put("formattedMessage", event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            line.put("throwable", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> put(line, pair.key, pair.value));
        }
        return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /* A key-value pair does not replace the line's own values. */
    private static void put(JsonObject line, String key, @Nullable Object value) {
        String free = line.containsKey(key) ? key + "_" : key;
        line.put(free, value instanceof Number || value instanceof Boolean || value == null ? value : value.toString());
    }

    @Override
    public byte @Nullable [] footerBytes() {
        return null;
    }
}

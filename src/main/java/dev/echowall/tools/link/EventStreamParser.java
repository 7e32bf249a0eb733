package dev.echowall.tools.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parses a stream of Server-Sent Events that arrives in pieces of any size (HTML standard, section 9.2.6). */
final class EventStreamParser {
    /** Called for each event when its empty line has arrived. */
    interface Reader {
        /**
         * One event.
         *
         * @param id the latest id, of this event or an earlier one; null if there was none yet
         * @param name {@code message} unless the event has another
         * @param data null if there is none: a browser would store the id and dispatch nothing
         */
        void read(@Nullable String id, String name, @Nullable String data);

        /** A comment, which servers send to keep the connection alive. */
        void comment();
    }

    private final Reader reader;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean afterReturn;
    private @Nullable String id;
    private String name = "message";
    private @Nullable StringBuilder data;
    private boolean fields;

    EventStreamParser(Reader reader) {
        this.reader = reader;
    }

    void feed(byte[] bytes) {
        for (byte each : bytes) {
            if (each == '\n' && afterReturn) {
                afterReturn = false;
            } else if (each == '\n' || each == '\r') {
                afterReturn = each == '\r';
                String whole = line.toString(StandardCharsets.UTF_8);
                line.reset();
                line(whole);
            } else {
                afterReturn = false;
                line.write(each);
            }
        }
    }

    private void line(String whole) {
        int colon = whole.indexOf(':');
        if (whole.isEmpty()) {
            dispatch();
        } else if (colon == 0) {
            reader.comment();
        } else if (colon < 0) {
            field(whole, "");
        } else {
            int value = whole.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
            field(whole.substring(0, colon), whole.substring(value));
        }
    }

    private void field(String field, String value) {
        switch (field) {
            case "id" -> {
                id = value;
                fields = true;
            }
            case "event" -> name = value;
            case "data" -> {
                fields = true;
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            }
            default -> {
                // retry, and unknown fields.
            }
        }
    }

    private void dispatch() {
        if (fields) {
            reader.read(id, name, data == null ? null : data.toString());
        }
        fields = false;
        name = "message";
        data = null;
    }
}

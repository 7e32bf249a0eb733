package dev.echowall.tools.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a stream of Server-Sent Events as it comes, in pieces of any size (HTML, section 9.2.6). */
final class EventStreamParser {
    /** Told of each event, when its empty line has come. */
    interface Reader {
        /**
         * One event.
         *
         * @param id the last one given, by this event or an earlier one; null when there was none yet
         * @param name {@code message} unless it has another
         * @param data null when there is none: a browser would keep the id and show nothing
         */
        void read(@Nullable String id, String name, @Nullable String data);

        /** A comment, which servers send to be heard. */
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
                // retry, and what may come one day.
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

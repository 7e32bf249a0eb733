package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.echowall.channel.Payload;
import dev.echowall.protocol.centrifugal.Field.Child;
import dev.echowall.protocol.centrifugal.Field.Data;
import dev.echowall.protocol.centrifugal.Field.Flag;
import dev.echowall.protocol.centrifugal.Field.Present;
import dev.echowall.protocol.centrifugal.Field.Requests;
import dev.echowall.protocol.centrifugal.Field.Text;
import dev.echowall.protocol.centrifugal.Field.Whole;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Decodes JSON objects, each on a line. More liberal than the protocol: an
 * object may contain line breaks, and numbers may be strings, as Protobuf's own JSON writes those of 64 bits.
 */
final class JsonCommandDecoder implements CommandDecoder {
    static final JsonCommandDecoder INSTANCE = new JsonCommandDecoder();

    private JsonCommandDecoder() {}

    @Override
    public void decode(byte[] message, Consumer<Command> each) throws MalformedMessage {
        if (!RawJson.isUtf8(message)) {
            throw new MalformedMessage("JSON in UTF-8 is expected");
        }
        String json = new String(message, UTF_8);
        try (JsonParser parser = RawJson.parser(json)) {
            new Reading(json, parser).commands(each);
        } catch (IOException e) {
            throw new MalformedMessage("this is not JSON within our bounds");
        }
    }

    /** The decoder of one message. */
    private static final class Reading {
        private final String message;
        private final JsonParser parser;

        Reading(String message, JsonParser parser) {
            this.message = message;
            this.parser = parser;
        }

        void commands(Consumer<Command> each) throws IOException, MalformedMessage {
            int end = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                expect(token == JsonToken.START_OBJECT, "a command is a JSON object");
                int breaks = lineBreaks(end, tokenStart());
                expect(breaks == (end == 0 ? 0 : 1), "one line break stands between two commands");
                Draft draft = new Draft();
                fields(Schema.COMMAND, draft);
                end = here();
                each.accept(draft.command());
            }
            expect(end > 0, "a command is missing");
            expect(lineBreaks(end, message.length()) <= 1, "an empty line is no command");
        }

        private void fields(Message schema, Draft draft) throws IOException, MalformedMessage {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Field field = schema.named(parser.currentName());
                JsonToken value = parser.nextToken();
                if (field instanceof Data data) {
                    data.to().accept(draft, Payload.json(value()));
                } else if (field == null || value == JsonToken.VALUE_NULL) {
                    parser.skipChildren();
                } else {
                    field(field, value, draft);
                }
            }
        }

        private void field(Field field, JsonToken value, Draft draft) throws IOException, MalformedMessage {
            if (field instanceof Text text) {
                expect(value == JsonToken.VALUE_STRING, "a string is expected");
                text.to().accept(draft, parser.getText());
            } else if (field instanceof Whole whole) {
                whole.to().accept(draft, whole(whole, value));
            } else if (field instanceof Flag flag) {
                expect(value.isBoolean(), "true or false is expected");
                flag.to().accept(draft, value == JsonToken.VALUE_TRUE);
            } else if (field instanceof Child child) {
                expect(value == JsonToken.START_OBJECT, "an object is expected");
                Draft to = child.to().apply(draft);
                if (to == null) {
                    parser.skipChildren();
                } else {
                    fields(child.message(), to);
                }
            } else if (field instanceof Requests requests) {
                expect(value == JsonToken.START_OBJECT, "an object is expected");
                requests(requests, draft);
            } else if (field instanceof Present present) {
                present.to().accept(draft);
                parser.skipChildren();
            }
        }

        private void requests(Requests requests, Draft draft) throws IOException, MalformedMessage {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Draft request = new Draft();
                request.key = parser.currentName();
                expect(parser.nextToken() == JsonToken.START_OBJECT, "an object is expected");
                fields(Schema.SUBSCRIBE, request);
                requests.to().accept(draft, request);
            }
        }

        private long whole(Whole field, JsonToken value) throws IOException, MalformedMessage {
            expect(value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_STRING, "a number is expected");
            try {
                return field.range().parse(parser.getText());
            } catch (NumberFormatException e) {
                throw new MalformedMessage("a whole number within its range is expected");
            }
        }

        /** The value as it is, on one line. JSON strings contain no raw line breaks, so all of them can be removed. */
        private String value() throws IOException {
            int from = tokenStart();
            parser.skipChildren();
            parser.finishToken();
            String value = message.substring(from, here());
            return value.indexOf('\n') < 0 && value.indexOf('\r') < 0
                    ? value
                    : value.replace("\n", "").replace("\r", "");
        }

        private int tokenStart() {
            return (int) parser.currentTokenLocation().getCharOffset();
        }

        private int here() {
            return (int) parser.currentLocation().getCharOffset();
        }

        private int lineBreaks(int from, int to) {
            int breaks = 0;
            for (int i = from; i < to; i++) {
                breaks += message.charAt(i) == '\n' ? 1 : 0;
            }
            return breaks;
        }

        private static void expect(boolean met, String sentence) throws MalformedMessage {
            if (!met) {
                throw new MalformedMessage(sentence);
            }
        }
    }
}

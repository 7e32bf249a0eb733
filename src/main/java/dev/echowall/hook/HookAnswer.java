package dev.echowall.hook;

import dev.echowall.identity.Identity;
import dev.echowall.protocol.Disconnection;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what the application answered: exactly one of {@code result}, {@code error} and {@code disconnect}. */
final class HookAnswer {
    private static final int MOST_ERROR = 1999;
    private static final int LEAST_ERROR = 100;
    private static final int LEAST_DISCONNECT = 3000;
    private static final int MOST_DISCONNECT = 4999;
    private static final int SENTENCE_BYTES = 1024;

    /** As in a token: it is kept with the connection, and goes along with all that it publishes. */
    private static final int INFO_BYTES = 8 * 1024;

    private HookAnswer() {}

    /**
     * @param result reads the result
     * @throws Refusal if the application refused
     * @throws IllegalArgumentException if this is no answer, with a sentence that has nothing of it
     */
    static <T> T read(byte[] body, Function<JsonFields, T> result) {
        JsonFields fields = parse(body);
        List<String> names = fields.names();
        boolean one = names.size() == 1;
        if (one && names.contains("result")) {
            return result.apply(object(fields, "result"));
        }
        if (one && names.contains("error")) {
            throw error(object(fields, "error"));
        }
        if (one && names.contains("disconnect")) {
            throw disconnection(object(fields, "disconnect"));
        }
        throw new IllegalArgumentException("an answer has result, error or disconnect, and only one of them");
    }

    /* A parser's message may quote what it could not read. */
    private static JsonFields parse(byte[] body) {
        try {
            return JsonFields.parse(body);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("this is no JSON object in UTF-8 without a name twice", bad);
        }
    }

    private static JsonFields object(JsonFields fields, String name) {
        JsonFields object = fields.object(name);
        return object == null ? JsonFields.NONE : object;
    }

    private static Refusal error(JsonFields error) {
        int number = number(error, LEAST_ERROR, MOST_ERROR);
        String sentence = sentence(error, "message", SENTENCE_BYTES);
        return new Refusal(ErrorCode.REFUSED_BY_HOOK, number, sentence, error.flag("temporary"));
    }

    private static Disconnection disconnection(JsonFields disconnect) {
        return new Disconnection(
                number(disconnect, LEAST_DISCONNECT, MOST_DISCONNECT),
                sentence(disconnect, "reason", Disconnection.REASON_BYTES));
    }

    private static int number(JsonFields object, int least, int most) {
        long code = object.whole("code");
        if (code < least || code > most) {
            throw new IllegalArgumentException("code is a number from " + least + " to " + most);
        }
        return (int) code;
    }

    private static String sentence(JsonFields object, String name, int most) {
        String text = object.text(name);
        boolean plain = text.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (!plain || text.getBytes(StandardCharsets.UTF_8).length > most) {
            throw new IllegalArgumentException(name + " is up to " + most + " bytes of text");
        }
        return text;
    }

    /** What others are told about the client; null for nothing. */
    static byte @Nullable [] info(JsonFields result) {
        byte[] info = result.json("info");
        if (info != null && info.length > INFO_BYTES) {
            throw new IllegalArgumentException("info has at most " + INFO_BYTES + " bytes");
        }
        return info;
    }

    /** In seconds since 1970; 0 for never. */
    static long expiry(JsonFields result) {
        long second = result.whole("expire_at");
        if (second < 0 || second > Identity.LAST_SECOND) {
            throw new IllegalArgumentException("expire_at is a number of seconds since 1970");
        }
        return second;
    }
}

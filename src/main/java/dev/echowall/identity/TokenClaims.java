package dev.echowall.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.channel.ChannelName;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token, checked for their types. Must only be read from a token with a valid signature. The names are
 * Centrifugo's; unknown claims are ignored.
 *
 * @param user the claim {@code sub}; empty if there is none
 * @param channel null in a connection token
 * @param client empty if there is none
 * @param info JSON in UTF-8, in one line: the claim {@code info}, or {@code b64info} in base64
 * @param expires {@code exp}, seconds since 1970; 0 is never
 * @param begins the later of {@code nbf} and {@code iat}, likewise; 0 is always
 * @param issuer null when there is none
 * @param channels those of {@code channels} and of {@code subs}, whose options are not looked at
 */
@SuppressWarnings("ArrayRecordComponent") // one is never compared with another
public record TokenClaims(
        String user,
        @Nullable String channel,
        String client,
        byte @Nullable [] info,
        long expires,
        long begins,
        @Nullable String issuer,
        List<String> audience,
        List<String> channels,
        List<Cap> caps) {
    public TokenClaims {
        audience = List.copyOf(audience);
        channels = List.copyOf(channels);
        caps = List.copyOf(caps);
    }

    /**
     * @throws IllegalArgumentException with a sentence that has nothing of the claims in it
     */
    static TokenClaims read(byte[] payload) {
        JsonNode claims = StrictJson.object(payload);
        String channel = claims.has("channel") ? text(claims, "channel") : null;
        if (channel != null) {
            name(channel, "channel");
        }
        Set<String> channels = new LinkedHashSet<>();
        list(claims, "channels").forEach(each -> channels.add(name(each.textValue(), "channels")));
        subscriptions(claims, channels);
        List<Cap> caps = new ArrayList<>();
        list(claims, "caps").forEach(each -> caps.add(cap(each)));
        return new TokenClaims(
                user(claims),
                channel,
                claims.has("client") ? text(claims, "client") : "",
                info(claims),
                seconds(claims, "exp"),
                Math.max(seconds(claims, "nbf"), seconds(claims, "iat")),
                claims.has("iss") ? text(claims, "iss") : null,
                audience(claims),
                List.copyOf(channels),
                caps);
    }

    private static String user(JsonNode claims) {
        return Identity.checkedUser("sub", claims.has("sub") ? text(claims, "sub") : "");
    }

    private static long seconds(JsonNode claims, String name) {
        JsonNode value = claims.get(name);
        if (value == null) {
            return 0;
        }
        // As a double: what is too large for a long must not be made one, and a fraction of a second is nothing here.
        double seconds = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(seconds >= 1 && seconds <= Identity.LAST_SECOND)) {
            throw new IllegalArgumentException(name + " is a number of seconds since 1970");
        }
        return (long) seconds;
    }

    private static List<String> audience(JsonNode claims) {
        JsonNode audience = claims.get("aud");
        if (audience == null) {
            return List.of();
        }
        if (audience.isTextual()) {
            return List.of(audience.textValue());
        }
        return texts(audience, "aud");
    }

    private static byte @Nullable [] info(JsonNode claims) {
        if (!claims.has("b64info")) {
            return claims.has("info") ? StrictJson.bytes(claims.get("info")) : null;
        }
        String base64 = text(claims, "b64info");
        try {
            return StrictJson.bytes(StrictJson.value(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("b64info is JSON in base64", bad);
        }
    }

    private static void subscriptions(JsonNode claims, Set<String> channels) {
        JsonNode subs = claims.get("subs");
        if (subs == null) {
            return;
        }
        if (!subs.isObject()) {
            throw new IllegalArgumentException("subs is an object with channels as names");
        }
        subs.fieldNames().forEachRemaining(channel -> channels.add(name(channel, "subs")));
    }

    private static Cap cap(JsonNode cap) {
        if (!cap.isObject()) {
            throw new IllegalArgumentException("caps is a list of objects");
        }
        cap.fieldNames().forEachRemaining(field -> {
            // One that is not known could say that less is permitted.
            if (!field.equals("channels") && !field.equals("allow")) {
                throw new IllegalArgumentException("a cap has channels and allow, and nothing else");
            }
        });
        return Cap.parse(
                texts(cap.path("channels"), "the channels of a cap"), texts(cap.path("allow"), "the allow of a cap"));
    }

    /**
     * @throws IllegalArgumentException when it is neither the name of a channel nor the beginning of one and a {@code *}
     */
    static void checkPattern(String pattern) {
        name(pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) + "x" : pattern, "a channel of a cap");
    }

    private static String name(@Nullable String channel, String where) {
        try {
            return ChannelName.of(String.valueOf(channel)).value();
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(where + " has what is no name of a channel", bad);
        }
    }

    private static List<JsonNode> list(JsonNode claims, String name) {
        JsonNode list = claims.get(name);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray()) {
            throw new IllegalArgumentException(name + " is a list");
        }
        return list.valueStream().toList();
    }

    private static List<String> texts(JsonNode list, String what) {
        if (!list.isArray()) {
            throw new IllegalArgumentException(what + " is a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list) {
            if (!each.isTextual()) {
                throw new IllegalArgumentException(what + " is a list of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private static String text(JsonNode claims, String name) {
        JsonNode value = claims.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(name + " is a text");
        }
        return value.textValue();
    }

    /** Nothing of it: tokens do not belong into logs. */
    @Override
    public String toString() {
        return "claims";
    }
}

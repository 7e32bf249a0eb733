package dev.echowall.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token in the compact form of RFC 7515 section 3.1, parsed but not trusted. Of a malformed one, as much as
 * is needed to check a signature nevertheless, so that the time until a refusal reveals nothing to an attacker.
 */
public final class CompactToken {
    /** More than any token needs; a token must also fit into a header. */
    public static final int MAX_BYTES = 8 * 1024;

    /** Header parameters that demand further checks or provide a key, neither of which is for the bearer to decide. */
    private static final List<String> REFUSED_HEADERS =
            List.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "enc", "zip");

    /* Keys are only looked up in memory; an implausible name is not even looked up. */
    private static final Pattern KEY_ID = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9._~+/=:@-]{1,255}");

    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");

    private final @Nullable Fault fault;
    private final @Nullable Algorithm algorithm;
    private final @Nullable String keyId;
    private final byte[] signed;
    private final byte[] payload;
    private final byte[] signature;

    private CompactToken(
            @Nullable Fault fault,
            @Nullable Algorithm algorithm,
            @Nullable String keyId,
            byte[] signed,
            byte[] payload,
            byte[] signature) {
        this.fault = fault;
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.signed = signed;
        this.payload = payload;
        this.signature = signature;
    }

    static CompactToken parse(String token) {
        // Cheaper than to count its bytes: what is longer in characters is longer in bytes, and all else is ASCII or
        // refused.
        if (token.length() > MAX_BYTES) {
            return misshapen(token, Check.SIZE, "it is too long");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return misshapen(token, Check.FORM, "it has not three parts");
        }
        byte[] header = decoded(parts[0]);
        byte[] payload = decoded(parts[1]);
        byte[] signature = decoded(parts[2]);
        if (header == null || payload == null || signature == null) {
            return misshapen(token, Check.FORM, "a part is empty, or no base64url");
        }
        byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        try {
            JsonNode json = StrictJson.object(header);
            String keyId = json.has("kid") ? keyId(json.get("kid")) : null;
            checkHeader(json);
            JsonNode name = json.path("alg");
            Algorithm algorithm = name.isTextual() ? Algorithm.of(name.textValue()) : null;
            Fault fault = algorithm == null ? new Fault(Check.ALGORITHM, "its alg is none that is known here") : null;
            return new CompactToken(fault, algorithm, keyId, signed, payload, signature);
        } catch (IllegalArgumentException bad) {
            return new CompactToken(
                    new Fault(Check.HEADER, String.valueOf(bad.getMessage())), null, null, signed, payload, signature);
        }
    }

    private static void checkHeader(JsonNode header) {
        for (String name : REFUSED_HEADERS) {
            if (header.has(name)) {
                throw new IllegalArgumentException("its header has " + name);
            }
        }
        JsonNode type = header.get("typ");
        if (type != null && !type.isTextual()) {
            throw new IllegalArgumentException("its typ is no text");
        }
    }

    private static String keyId(JsonNode keyId) {
        if (!keyId.isTextual() || !KEY_ID.matcher(keyId.textValue()).matches()) {
            throw new IllegalArgumentException("its kid is no name of a key");
        }
        return keyId.textValue();
    }

    private static CompactToken misshapen(String token, Check check, String why) {
        String some = token.substring(0, Math.min(token.length(), MAX_BYTES));
        byte[] none = new byte[0];
        return new CompactToken(
                new Fault(check, why), null, null, some.getBytes(StandardCharsets.ISO_8859_1), none, none);
    }

    /* Only the canonical form: Java's decoder would ignore superfluous bits. */
    private static byte @Nullable [] decoded(String part) {
        if (!BASE64URL.matcher(part).matches()) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part) ? bytes : null;
        } catch (IllegalArgumentException bad) {
            return null;
        }
    }

    /** Why it has no signature that can be checked; null if it has one. */
    @Nullable
    Fault fault() {
        return fault;
    }

    /** The algorithm in its header; null if it is unknown here. */
    @Nullable
    Algorithm algorithm() {
        return algorithm;
    }

    /** The key id in its header; null if there is none. */
    @Nullable
    String keyId() {
        return keyId;
    }

    /** The bytes that are signed. */
    byte[] signed() {
        return signed;
    }

    byte[] payload() {
        return payload;
    }

    byte[] signature() {
        return signature;
    }

    /** A description of its header for people. */
    public String describe() {
        return (algorithm == null ? "an algorithm that is not known here" : algorithm.label())
                + (keyId == null ? "" : ", key " + keyId);
    }

    /** Contains nothing of the token, because tokens must not appear in logs. */
    @Override
    public String toString() {
        return "a token";
    }
}

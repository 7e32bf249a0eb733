package dev.echowall.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The signatures that a token may have: RFC 7518 section 3.1, and RFC 8037. {@code none} is not among them. */
enum Algorithm {
    HS256("HS256"),
    HS384("HS384"),
    HS512("HS512"),
    RS256("RS256"),
    RS384("RS384"),
    RS512("RS512"),
    PS256("PS256"),
    PS384("PS384"),
    PS512("PS512"),
    ES256("ES256"),
    ES384("ES384"),
    ES512("ES512"),
    EDDSA("EdDSA"),
    /** The same under the name that RFC 9864 gave it. */
    ED25519("Ed25519");

    private static final Map<String, Algorithm> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Algorithm::label, Function.identity()));

    private final String label;

    Algorithm(String label) {
        this.label = label;
    }

    /** The algorithm with exactly this name; null if there is none. */
    static @Nullable Algorithm of(String name) {
        return BY_NAME.get(name);
    }

    JWSAlgorithm jws() {
        return JWSAlgorithm.parse(label);
    }

    /** As it is written in a token. */
    String label() {
        return label;
    }

    /** Whether the key that checks such a signature can also make one. */
    boolean isSymmetric() {
        return this == HS256 || this == HS384 || this == HS512;
    }
}

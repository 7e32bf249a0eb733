package dev.echowall.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The signatures that a token may have: RFC 7518 section 3.1, and RFC 8037. {@code none} is none of them. */
enum Algorithm {
    HS256(JWSAlgorithm.HS256),
    HS384(JWSAlgorithm.HS384),
    HS512(JWSAlgorithm.HS512),
    RS256(JWSAlgorithm.RS256),
    RS384(JWSAlgorithm.RS384),
    RS512(JWSAlgorithm.RS512),
    PS256(JWSAlgorithm.PS256),
    PS384(JWSAlgorithm.PS384),
    PS512(JWSAlgorithm.PS512),
    ES256(JWSAlgorithm.ES256),
    ES384(JWSAlgorithm.ES384),
    ES512(JWSAlgorithm.ES512),
    EDDSA(JWSAlgorithm.EdDSA),
    /** The same under the name that RFC 9864 gave it. */
    ED25519(JWSAlgorithm.Ed25519);

    private static final Map<String, Algorithm> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Algorithm::label, Function.identity()));

    private final JWSAlgorithm jws;

    Algorithm(JWSAlgorithm jws) {
        this.jws = jws;
    }

    /** The one of exactly this name; null when there is none. */
    static @Nullable Algorithm of(String name) {
        return BY_NAME.get(name);
    }

    JWSAlgorithm jws() {
        return jws;
    }

    /** As it is written in a token. */
    String label() {
        return jws.getName();
    }

    /** Whether who can check such a signature can make one, too. */
    boolean isSymmetric() {
        return this == HS256 || this == HS384 || this == HS512;
    }
}

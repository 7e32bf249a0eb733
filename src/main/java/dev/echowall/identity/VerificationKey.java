package dev.echowall.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key for checking tokens, with the only algorithms it may be used for: a public key is never used as a secret.
 * Immutable; may be used from any thread.
 */
final class VerificationKey {
    static final int SECRET_BYTES = 32;
    private static final int RSA_BITS = 2048;
    /** With a larger key a check would take too long on an event loop. */
    private static final int RSA_BITS_AT_MOST = 8192;

    /** One signature check. */
    interface Verifier {
        boolean verify(Algorithm algorithm, byte[] signed, byte[] signature)
                throws JOSEException, GeneralSecurityException;
    }

    /** Its key id in a key set; empty if it has none there; null for a key that fits any token. */
    private final @Nullable String id;

    private final Set<Algorithm> algorithms;
    private final SignatureForm form;
    private final Verifier verifier;

    private VerificationKey(@Nullable String id, Set<Algorithm> algorithms, SignatureForm form, Verifier verifier) {
        this.id = id;
        this.algorithms = EnumSet.copyOf(algorithms);
        this.form = form;
        this.verifier = verifier;
    }

    /**
     * @throws IllegalArgumentException with a sentence
     */
    static VerificationKey of(byte[] secret) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException("a secret has at least " + SECRET_BYTES + " bytes");
        }
        return new VerificationKey(
                null,
                EnumSet.of(Algorithm.HS256, Algorithm.HS384, Algorithm.HS512),
                SignatureForm.ANY,
                hmac(secret.clone()));
    }

    /**
     * @param id its key id in a key set, empty for none; null for a key that fits any token
     * @throws IllegalArgumentException with a sentence
     */
    static VerificationKey of(PublicKey key, @Nullable String id) {
        try {
            if (key instanceof RSAPublicKey rsa) {
                return rsa(rsa, id);
            }
            if (key instanceof ECPublicKey ec) {
                ECDSAVerifier verifier = new ECDSAVerifier(ec);
                Algorithm algorithm = verifier.supportedJWSAlgorithms().stream()
                        .map(each -> Algorithm.of(each.getName()))
                        .findFirst()
                        .orElse(null);
                if (algorithm == null) {
                    throw new IllegalArgumentException("its curve is none of P-256, P-384 and P-521");
                }
                int bytes = 2 * ((ec.getParams().getCurve().getField().getFieldSize() + 7) / 8);
                SignatureForm form = new SignatureForm(bytes, 2, ec.getParams().getOrder());
                return new VerificationKey(id, EnumSet.of(algorithm), form, jose(verifier));
            }
        } catch (JOSEException e) {
            throw new IllegalArgumentException("its curve is none of P-256, P-384 and P-521", e);
        }
        if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            return new VerificationKey(
                    id, EnumSet.of(Algorithm.EDDSA, Algorithm.ED25519), SignatureForm.ofLength(64), ed25519(ed));
        }
        throw new IllegalArgumentException("it is none of RSA, EC P-256, P-384, P-521 and Ed25519");
    }

    private static VerificationKey rsa(RSAPublicKey key, @Nullable String id) {
        int bits = key.getModulus().bitLength();
        if (bits < RSA_BITS || bits > RSA_BITS_AT_MOST) {
            throw new IllegalArgumentException(
                    "an RSA key has " + RSA_BITS + " to " + RSA_BITS_AT_MOST + " bits, this one " + bits);
        }
        return new VerificationKey(
                id,
                EnumSet.range(Algorithm.RS256, Algorithm.PS512),
                new SignatureForm((bits + 7) / 8, 1, key.getModulus()),
                jose(new RSASSAVerifier(key)));
    }

    /* With the JDK: the library demands longer secrets for longer hashes, although 32 bytes are enough for all. */
    private static Verifier hmac(byte[] secret) {
        return (algorithm, signed, signature) -> {
            String name = "HmacSHA" + algorithm.label().substring("HS".length());
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret, name));
            return MessageDigest.isEqual(mac.doFinal(signed), signature);
        };
    }

    private static Verifier jose(JWSVerifier verifier) {
        return (algorithm, signed, signature) ->
                verifier.verify(new JWSHeader(algorithm.jws()), signed, Base64URL.encode(signature));
    }

    /* With the JDK: the library would need another one for it. */
    private static Verifier ed25519(EdECPublicKey key) {
        return (algorithm, signed, signature) -> {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        };
    }

    @Nullable
    String id() {
        return id;
    }

    /** Only this algorithm. */
    VerificationKey onlyFor(Algorithm algorithm) {
        if (!algorithms.contains(algorithm)) {
            throw new IllegalArgumentException("its alg does not go with its kind");
        }
        return new VerificationKey(id, EnumSet.of(algorithm), form, verifier);
    }

    /** The same; {@code checked} is run at each signature check. */
    VerificationKey watched(Runnable checked) {
        return new VerificationKey(id, algorithms, form, (algorithm, signed, signature) -> {
            checked.run();
            return verifier.verify(algorithm, signed, signature);
        });
    }

    boolean isFor(Algorithm algorithm) {
        return algorithms.contains(algorithm);
    }

    /**
     * Checks a signature. Takes about the same time for every input.
     *
     * @param algorithm if it is null or not one of this key, the signature is invalid
     */
    boolean verify(@Nullable Algorithm algorithm, byte[] signed, byte[] signature) {
        boolean known = algorithm != null && algorithms.contains(algorithm);
        boolean fits = form.fits(signature);
        Algorithm used =
                algorithm != null && known ? algorithm : algorithms.iterator().next();
        try {
            return verifier.verify(used, signed, fits ? signature : form.example()) && known && fits;
        } catch (JOSEException | GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}

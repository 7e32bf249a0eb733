package dev.echowall.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Key Set (RFC 7517). Keys that cannot be used here are ignored, because a set is meant for many readers. A
 * secret key in it is ignored too: everybody who can read the set could make tokens with it.
 */
final class JsonWebKeys {
    /** The most keys of a set that are read. */
    static final int MOST = 64;

    private JsonWebKeys() {}

    /**
     * @throws IllegalArgumentException with a sentence, if none of the keys can be used
     */
    static List<VerificationKey> read(byte[] json) {
        JsonNode all = StrictJson.object(json).path("keys");
        if (!all.isArray()) {
            throw new IllegalArgumentException("there is no list of keys");
        }
        List<VerificationKey> keys = new ArrayList<>();
        int looked = 0;
        for (JsonNode each : all) {
            if (looked++ == MOST) {
                break;
            }
            VerificationKey key = key(each);
            if (key != null) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key for signatures in it");
        }
        return keys;
    }

    private static @Nullable VerificationKey key(JsonNode json) {
        try {
            JWK jwk = JWK.parse(json.toString());
            boolean forSignatures = (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                    && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
            PublicKey made = forSignatures ? publicKey(jwk) : null;
            if (made == null) {
                return null;
            }
            VerificationKey key = VerificationKey.of(made, jwk.getKeyID() == null ? "" : jwk.getKeyID());
            if (jwk.getAlgorithm() == null) {
                return key;
            }
            Algorithm only = Algorithm.of(jwk.getAlgorithm().getName());
            return only == null ? null : key.onlyFor(only);
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException notForUs) {
            return null;
        }
    }

    private static @Nullable PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
        if (jwk instanceof RSAKey rsa) {
            return rsa.toRSAPublicKey();
        }
        if (jwk instanceof ECKey ec) {
            return ec.toECPublicKey();
        }
        return jwk instanceof OctetKeyPair pair
                        && "Ed25519".equals(pair.getCurve().getName())
                ? ed25519(pair)
                : null;
    }

    /* RFC 8032 section 5.1.2: the last bit says which x it is, the rest is y, least octet first. */
    private static PublicKey ed25519(OctetKeyPair pair) throws GeneralSecurityException {
        byte[] little = pair.getX().decode();
        if (little.length != 32) {
            throw new IllegalArgumentException("a key of Ed25519 has 32 octets");
        }
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = little[31 - i];
        }
        boolean odd = (big[0] & 0x80) != 0;
        big[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, big));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}

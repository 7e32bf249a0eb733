package dev.echowall.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.util.Map;

/** Makes tokens with the secret (HS256): for trying out, and for tests. */
public final class TokenSigner {
    private TokenSigner() {}

    /**
     * A token with these claims.
     *
     * @throws IllegalArgumentException when the secret is too short
     */
    public static String sign(byte[] secret, Map<String, Object> claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .build();
        JWSObject token = new JWSObject(header, new Payload(claims));
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException bad) {
            throw new IllegalArgumentException("a secret has at least " + VerificationKey.SECRET_BYTES + " bytes", bad);
        }
        return token.serialize();
    }
}

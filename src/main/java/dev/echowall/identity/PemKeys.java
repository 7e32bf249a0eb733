package dev.echowall.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys in PEM (RFC 7468), as {@code openssl pkey -pubout} writes them, and those of certificates. */
public final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

    private PemKeys() {}

    /**
     * The keys of a file, at least one, all of a kind and size that is accepted for tokens.
     *
     * @throws IllegalArgumentException with a sentence about the file
     */
    public static List<PublicKey> read(String text) {
        List<PublicKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            keys.add(key(block.group(1), block.group(2)));
        }
        if (text.contains("PRIVATE KEY-----")) {
            throw new IllegalArgumentException("holds a private key, which has to stay with who makes the tokens");
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no key in PEM (-----BEGIN PUBLIC KEY-----)");
        }
        for (PublicKey key : keys) {
            try {
                VerificationKey.of(key, null);
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException("holds a key that is of no use: " + bad.getMessage(), bad);
            }
        }
        return keys;
    }

    private static PublicKey key(String label, String base64) {
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("has something between its lines that is no base64", bad);
        }
        return switch (label) {
            case "PUBLIC KEY" -> subjectPublicKey(der);
            case "CERTIFICATE" -> ofCertificate(der);
            case "RSA PUBLIC KEY" ->
                throw new IllegalArgumentException(
                        "holds a key in an old form (PKCS#1); openssl rsa -RSAPublicKey_in -pubout writes it anew");
            default -> throw new IllegalArgumentException("holds a " + label + ", which is no public key");
        };
    }

    private static PublicKey subjectPublicKey(byte[] der) {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException other) {
                // It may be a key of the next kind.
            }
        }
        throw new IllegalArgumentException(
                "holds a key that is of no use: it is none of RSA, EC P-256, P-384, P-521 and Ed25519");
    }

    private static PublicKey ofCertificate(byte[] der) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (GeneralSecurityException bad) {
            throw new IllegalArgumentException("holds a certificate that cannot be read", bad);
        }
    }
}

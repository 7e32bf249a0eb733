package dev.echowall.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens, right and wrong, by the JDK's own means: what is tested does not make what it is tested with. Headers and
 * claims are whatever text is given.
 */
public final class Tokens {
    public static final String SECRET = "a secret of at least thirty-two bytes";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Tokens() {}

    /** Of this user, until in an hour. */
    public static String of(String user) {
        return of(Map.of("sub", user));
    }

    /** With these claims, and an {@code exp} in an hour unless they have one. */
    public static String of(Map<String, ?> claims) {
        Map<String, Object> all = new LinkedHashMap<>(claims);
        all.putIfAbsent("exp", in(3600));
        return hs256("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", json(all), SECRET);
    }

    /** Seconds since 1970, so many from now. */
    public static long in(long seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    public static String hs256(String header, String claims, String secret) {
        return hs256(header, claims, bytes(secret));
    }

    public static String hs256(String header, String claims, byte[] secret) {
        return hs256(bytes(header), bytes(claims), secret);
    }

    public static String hs256(byte[] header, byte[] claims, byte[] secret) {
        return signed(header, claims, hmac("HmacSHA256", secret));
    }

    /**
     * @param algorithm as the JDK calls it
     */
    public static String hmac(String algorithm, String header, String claims, byte[] secret) {
        return signed(bytes(header), bytes(claims), hmac(algorithm, secret));
    }

    private static Signing hmac(String algorithm, byte[] secret) {
        return input -> {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return mac.doFinal(input);
        };
    }

    /**
     * @param algorithm as the JDK calls it: {@code SHA256withRSA}, {@code SHA256withECDSAinP1363Format}, {@code Ed25519}
     */
    public static String signed(String algorithm, PrivateKey key, String header, String claims) {
        return signed(bytes(header), bytes(claims), input -> {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(input);
            return signature.sign();
        });
    }

    /** The parts as they are given, in base64url. */
    public static String parts(String header, String claims, byte[] signature) {
        return url(bytes(header)) + "." + url(bytes(claims)) + "." + url(signature);
    }

    public static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** In PEM, as {@code openssl pkey -pubout} writes it. */
    public static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    public static KeyPair rsa(int bits) {
        return generate(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        });
    }

    /**
     * @param curve as the JDK calls it: {@code secp256r1}
     */
    public static KeyPair ec(String curve) {
        return generate(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        });
    }

    public static KeyPair ed25519() {
        return generate(() -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private interface Signing {
        byte[] sign(byte[] input) throws GeneralSecurityException;
    }

    private interface Generating {
        KeyPair generate() throws GeneralSecurityException;
    }

    private static KeyPair generate(Generating how) {
        try {
            return how.generate();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String signed(byte[] header, byte[] claims, Signing how) {
        String input = url(header) + "." + url(claims);
        try {
            return input + "." + url(how.sign(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

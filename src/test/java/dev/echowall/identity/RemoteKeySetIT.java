package dev.echowall.identity;

import static dev.echowall.testing.KeySetServer.jwk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which keys of a fetched set are taken, and what for. */
@SuppressWarnings("NullAway") // what each test begins with is made before it
class RemoteKeySetIT extends RemoteKeysFixture {
    @Test
    void keys_that_are_of_no_use_do_not_spoil_the_others() {
        login.has(
                "{\"kty\":\"new\",\"kid\":\"n\"}",
                "{\"kty\":\"RSA\",\"kid\":\"broken\",\"n\":\"AA\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"off\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                jwk(Tokens.rsa(1024), "weak"),
                jwk(SECOND, "enc", Map.of("use", "enc")),
                jwk(THIRD, "ops", Map.of("key_ops", List.of("encrypt"))),
                jwk(FIRST, "a", Map.of("use", "sig", "key_ops", List.of("verify"), "x5t", "abc")));
        serve(LONG);

        assertThat(keys.keys()).extracting(VerificationKey::id).containsExactly("a");
        assertAccepted(token(FIRST, "a"));
    }

    @Test
    void a_secret_in_a_set_is_no_key() {
        String secret = Tokens.url(Tokens.SECRET.getBytes(StandardCharsets.UTF_8));
        login.has(jwk(FIRST, "a"), "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + secret + "\",\"alg\":\"HS256\"}");
        serve(LONG);

        assertThat(keys.keys()).hasSize(1);
    }

    @Test
    void a_key_is_for_the_algorithm_that_it_says() {
        login.has(jwk(FIRST, "a", Map.of("alg", "RS512")), jwk(SECOND, "b", Map.of("alg", "RS256")));
        serve(LONG);

        assertThat(keys.keys()).hasSize(1);
        assertThat(verdict(token(FIRST, "a"))).isSameAs(Verdict.REFUSED);
        assertAccepted(
                Tokens.signed("SHA512withRSA", FIRST.getPrivate(), "{\"alg\":\"RS512\",\"kid\":\"a\"}", claims()));
    }

    @Test
    void a_token_that_names_no_key_may_be_of_the_only_one_of_its_kind() {
        login.has(jwk(FIRST, "a"), jwk(SECOND, ""));
        serve(LONG);

        assertAccepted(token(FIRST, ""));
        assertAccepted(token(SECOND, ""));
    }

    @Test
    void of_two_of_its_kind_it_has_to_name_one() {
        login.has(jwk(FIRST, "a"), jwk(Tokens.rsa(2048), "b"));
        serve(LONG);

        assertThat(verdict(token(FIRST, ""))).isSameAs(Verdict.REFUSED);
        assertAccepted(token(FIRST, "a"));
        assertThat(verdict(token(FIRST, "b"))).isSameAs(Verdict.REFUSED);
    }

    @Test
    void no_more_keys_are_taken_than_there_is_use_for() {
        login.has(IntStream.range(0, 100).mapToObj(i -> jwk(THIRD, "k" + i)).toArray(String[]::new));
        serve(LONG);

        assertThat(keys.keys()).hasSize(JsonWebKeys.MOST);
    }

    @Test
    void the_public_key_is_no_secret_here_either() {
        login.has(jwk(FIRST, "a"));
        serve(LONG);
        for (byte[] secret : List.of(
                FIRST.getPublic().getEncoded(),
                Tokens.pem(FIRST.getPublic()).getBytes(StandardCharsets.US_ASCII),
                jwk(FIRST, "a").getBytes(StandardCharsets.US_ASCII))) {
            assertThat(verdict(Tokens.hs256(
                            "{\"alg\":\"HS256\",\"kid\":\"a\"}".getBytes(StandardCharsets.US_ASCII),
                            claims().getBytes(StandardCharsets.US_ASCII),
                            secret)))
                    .isSameAs(Verdict.REFUSED);
        }
    }
}

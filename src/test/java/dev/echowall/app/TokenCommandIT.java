package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.KeySetServer;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandIT {
    @TempDir
    Path directory;

    private Path conf;

    /** What a run printed, and how it ended. */
    private record Run(int code, String out, String err) {
        String token() {
            return out.strip();
        }

        JsonObject claims() {
            return new JsonObject(
                    new String(Base64.getUrlDecoder().decode(token().split("\\.", -1)[1]), StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void configure() throws IOException {
        configure("auth: { hmac-secret: \"" + Tokens.SECRET + "\", issuer: me, audience: wall }");
    }

    private void configure(String yaml) throws IOException {
        conf = Files.writeString(directory.resolve("x.yaml"), yaml);
    }

    private Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("token", "--conf", conf.toString()));
        all.addAll(List.of(args));
        int code = Main.commandLine(ServiceLoader.load(Subcommand.class))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Run(code, out.toString(), err.toString());
    }

    @Test
    void a_token_has_the_claims_that_were_asked_for_and_those_of_the_configuration() {
        Run made = run("--user", "42", "--channels", "news:*", "--channels", "chat:7", "--expires", "10m");

        assertThat(made.code()).isZero();
        assertThat(made.err()).isEmpty();
        JsonObject claims = made.claims();
        assertThat(claims.getString("sub")).isEqualTo("42");
        assertThat(claims.getString("iss")).isEqualTo("me");
        assertThat(claims.getString("aud")).isEqualTo("wall");
        assertThat(claims.getLong("exp")).isBetween(Tokens.in(590), Tokens.in(600));
        JsonObject cap = claims.getJsonArray("caps").getJsonObject(0);
        assertThat(cap.getJsonArray("channels")).isEqualTo(JsonArray.of("news:*", "chat:7"));
        assertThat(cap.getJsonArray("allow")).isEqualTo(JsonArray.of("sub", "pub", "hst", "prs"));
    }

    @Test
    void less_can_be_allowed() {
        JsonObject claims = run("--channels", "news:*", "--allow", "sub,hst").claims();

        assertThat(claims.getJsonArray("caps").getJsonObject(0).getJsonArray("allow"))
                .isEqualTo(JsonArray.of("sub", "hst"));
    }

    @Test
    void what_was_made_is_valid() {
        Run checked = run("--check", run("--user", "42", "--channels", "news:*").token());

        assertThat(checked.code()).isZero();
        assertThat(checked.out())
                .startsWith("valid")
                .contains("signed    HS256", "user      42", "for       a connection", "in 59 minutes")
                .contains("may       sub, pub, hst, prs in news:*")
                .contains("channels.default has subscribe: users, publish: server")
                .doesNotContain("FAILS");
    }

    @Test
    void a_token_for_a_channel_is_explained_as_one() {
        Run checked = run("--check", run("--user", "42", "--subscribe", "$news").token());

        assertThat(checked.code()).isZero();
        assertThat(checked.out()).contains("for       channel $news");
    }

    @Test
    void it_is_read_from_standard_input_and_may_have_its_scheme_before_it() {
        InputStream before = System.in;
        String token = run("--user", "42").token();
        try {
            System.setIn(new ByteArrayInputStream(("Bearer " + token + "\n").getBytes(StandardCharsets.US_ASCII)));
            assertThat(run("--check").code()).isZero();
            System.setIn(new ByteArrayInputStream(token.getBytes(StandardCharsets.US_ASCII)));
            assertThat(run("--check", "-").out()).startsWith("valid");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void the_check_that_fails_is_named_and_what_is_behind_it_was_not_looked_at() {
        Run checked =
                run("--check", Tokens.of(Map.of("sub", "42", "iss", "me", "aud", "wallet", "exp", Tokens.in(-3600))));

        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out())
                .startsWith("not valid: its aud does not have auth.audience")
                .contains("ok        it is of auth.issuer")
                .contains("FAILS     it is for auth.audience")
                .contains("-         it has begun and has not expired")
                .contains("audience  wallet", "60 minutes ago");
    }

    @Test
    void of_one_whose_signature_is_wrong_no_claim_is_told() {
        Run checked = run("--check", Tokens.hs256("{\"alg\":\"HS256\"}", "{\"sub\":\"root\"}", "x".repeat(32)));

        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out())
                .startsWith("not valid: its signature is wrong")
                .doesNotContain("root");
    }

    @Test
    void keys_that_are_fetched_are_waited_for() throws IOException {
        KeyPair pair = Tokens.ed25519();
        String token =
                Tokens.signed("Ed25519", pair.getPrivate(), "{\"alg\":\"EdDSA\",\"kid\":\"a\"}", "{\"sub\":\"42\"}");
        try (KeySetServer login = new KeySetServer()) {
            login.has(KeySetServer.jwk(pair, "a"));
            configure("auth: { jwks-url: \"" + login.url() + "\" }");
            assertThat(run("--check", token).out()).startsWith("valid").contains("EdDSA, key a");

            login.answers(404, "");
            assertThat(run("--check", token).out())
                    .startsWith("not valid: there is no key for it")
                    .contains("auth.jwks-url could not be fetched");
        }
    }

    @Test
    void without_a_secret_none_is_made_and_it_is_said_how_to_have_one() throws IOException {
        configure("");
        assertThat(run("--user", "42").err()).contains("auth.hmac-secret", "ECHOWALL_AUTH_HMAC_SECRET");
        assertThat(run("--user", "42").code()).isEqualTo(2);
        assertThat(run("--check", "x").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--channels|a b|'a b': a channel name is made of",
                "--channels|a*b|'a*b': a channel name is made of",
                "--subscribe|news:*|'news:*': a channel name is made of",
                "--expires|soon|is not a duration",
                "--allow|everything|a right is sub, pub, hst or prs"
            })
    void a_slip_is_told(String option, String value, String told) {
        Run slip = run("--user", "42", option, value);

        assertThat(slip.code()).isEqualTo(2);
        assertThat(slip.err()).contains(told).hasLineCount(1);
        assertThat(slip.out()).isEmpty();
    }

    @Test
    void a_wrong_configuration_is_told() throws IOException {
        configure("auth: { hmac-secret: short }");
        Run wrong = run("--user", "42");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("auth.hmac-secret: the value does not fit");
    }
}

package dev.echowall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echowall.identity.Cap.Right;
import dev.echowall.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TokenAuthenticatorTest {
    private static final KeyPair RSA = Tokens.rsa(2048);
    private static final KeyPair ED = Tokens.ed25519();
    private static final byte[] SECRET = Tokens.SECRET.getBytes(StandardCharsets.UTF_8);
    private static final String CLAIMS = "{\"sub\":\"42\"}";

    private final Checking server = new Checking().withSecret();

    // Which signatures.

    @ParameterizedTest
    @CsvSource({"HS256,HmacSHA256", "HS384,HmacSHA384", "HS512,HmacSHA512"})
    void a_secret_is_for_these(String name, String algorithm) {
        String token = Tokens.hmac(algorithm, "{\"alg\":\"" + name + "\"}", CLAIMS, SECRET);

        assertThat(server.identity(token).user()).isEqualTo("42");
    }

    @ParameterizedTest
    @CsvSource({"RS256,SHA256withRSA", "RS384,SHA384withRSA", "RS512,SHA512withRSA"})
    void a_public_key_of_rsa_is_for_these(String name, String algorithm) {
        Checking keyed = new Checking().with(RSA.getPublic());
        String token = Tokens.signed(algorithm, RSA.getPrivate(), "{\"alg\":\"" + name + "\"}", CLAIMS);

        assertThat(keyed.identity(token).user()).isEqualTo("42");
    }

    @ParameterizedTest
    @CsvSource({
        "ES256,secp256r1,SHA256withECDSAinP1363Format",
        "ES384,secp384r1,SHA384withECDSAinP1363Format",
        "ES512,secp521r1,SHA512withECDSAinP1363Format"
    })
    void a_public_key_of_a_curve_is_for_one_of_these(String name, String curve, String algorithm) {
        KeyPair pair = Tokens.ec(curve);
        Checking keyed = new Checking().with(pair.getPublic());
        String token = Tokens.signed(algorithm, pair.getPrivate(), "{\"alg\":\"" + name + "\"}", CLAIMS);

        assertThat(keyed.identity(token).user()).isEqualTo("42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void a_public_key_of_ed25519_is_for_these(String name) {
        Checking keyed = new Checking().with(ED.getPublic());
        String token = Tokens.signed("Ed25519", ED.getPrivate(), "{\"alg\":\"" + name + "\"}", CLAIMS);

        assertThat(keyed.identity(token).user()).isEqualTo("42");
    }

    @Test
    void of_two_public_keys_either_will_do_so_that_one_can_be_changed_for_the_other() {
        KeyPair next = Tokens.rsa(2048);
        Checking keyed = new Checking().with(RSA.getPublic()).with(next.getPublic());

        for (KeyPair each : List.of(RSA, next)) {
            String token = Tokens.signed("SHA256withRSA", each.getPrivate(), "{\"alg\":\"RS256\"}", CLAIMS);
            assertThat(keyed.identity(token).user()).isEqualTo("42");
        }
    }

    @Test
    void the_name_of_a_key_does_not_matter_for_those_that_have_none() {
        String token = Tokens.hs256("{\"alg\":\"HS256\",\"kid\":\"2026-11\"}", CLAIMS, Tokens.SECRET);

        assertThat(server.identity(token).user()).isEqualTo("42");
    }

    @Test
    void without_keys_every_token_is_refused() {
        assertThat(new Checking().connection(Tokens.of("42"))).isSameAs(Verdict.REFUSED);
    }

    // What is in them.

    @Test
    void all_claims_are_taken() {
        Identity who = server.identity(Tokens.of(Map.of(
                "sub",
                "42",
                "exp",
                Tokens.in(60),
                "info",
                Map.of("name", "Zoë"),
                "channels",
                List.of("news", "chat:7"),
                "subs",
                Map.of("news", Map.of(), "$own", Map.of("data", 1)),
                "caps",
                List.of(Map.of("channels", List.of("news:*"), "allow", List.of("sub", "hst"))),
                "something",
                "else")));

        assertThat(who.isUser()).isTrue();
        assertThat(who.expiresAt()).isBetween(Tokens.in(50), Tokens.in(60));
        assertThat(who.info()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\":\"Zoë\"}");
        assertThat(who.channels()).containsExactlyInAnyOrder("news", "chat:7", "$own");
        assertThat(who.caps()).containsExactly(new Cap(List.of("news:*"), EnumSet.of(Right.SUB, Right.HST)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.50", "\"text\"", "[1,2]", "null", "{\"a\":1e5}", "12345678901234567890"})
    void what_others_are_told_of_a_user_is_any_json_and_stays_it(String info) {
        Identity who = server.identity(
                Tokens.hs256("{\"alg\":\"HS256\"}", "{\"sub\":\"42\",\"info\":" + info + "}", Tokens.SECRET));

        assertThat(who.info()).asString(StandardCharsets.UTF_8).isEqualToIgnoringCase(info.replace("e5", "E+5"));
    }

    @Test
    void it_may_come_in_base64_and_in_several_lines() {
        String base64 = Base64.getEncoder().encodeToString("{\n  \"a\": 1\n}".getBytes(StandardCharsets.UTF_8));

        assertThat(server.identity(Tokens.of(Map.of("sub", "42", "b64info", base64)))
                        .info())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void who_is_not_named_is_nobody_but_comes_in() {
        assertThat(server.identity(Tokens.of(Map.of())).isUser()).isFalse();
        assertThat(server.identity(Tokens.of("")).isUser()).isFalse();
    }

    @Test
    void an_audience_may_be_one_of_several() {
        Checking strict = server.of("https://login.test", "wall");

        assertThat(strict.identity(Tokens.of(
                                Map.of("sub", "42", "iss", "https://login.test", "aud", List.of("a", "wall"))))
                        .user())
                .isEqualTo("42");
    }

    // When.

    @Test
    void one_without_an_end_never_expires() {
        Identity who = server.at(Tokens.in(1_000_000_000))
                .identity(Tokens.hs256("{\"alg\":\"HS256\"}", CLAIMS, Tokens.SECRET));

        assertThat(who.expiresAt()).isZero();
    }

    @Test
    void clocks_may_differ_by_thirty_seconds_and_not_by_more() {
        long expires = Tokens.in(0);
        String token = Tokens.of(Map.of("sub", "42", "exp", expires));

        assertThat(server.at(expires + 29).connection(token)).isInstanceOf(Verdict.Accepted.class);
        assertThat(server.at(expires + 30).connection(token)).isSameAs(Verdict.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbf", "iat"})
    void likewise_before_it_begins(String claim) {
        long begins = Tokens.in(1000);
        String token = Tokens.of(Map.of("sub", "42", claim, begins));

        assertThat(server.at(begins - 30).connection(token)).isInstanceOf(Verdict.Accepted.class);
        assertThat(server.at(begins - 31).connection(token)).isSameAs(Verdict.EXPIRED);
    }

    @Test
    void who_is_let_in_although_his_time_is_over_has_as_long_as_clocks_may_differ() {
        long expires = Tokens.in(0);
        String token = Tokens.of(Map.of("sub", "42", "exp", expires));

        assertThat(server.at(expires - 1).identity(token).expiresAt()).isEqualTo(expires);
        assertThat(server.at(expires + 5).identity(token).expiresAt()).isEqualTo(expires + 30);
    }

    @Test
    void a_fraction_of_a_second_is_none() {
        long expires = Tokens.in(100);
        String token =
                Tokens.hs256("{\"alg\":\"HS256\"}", "{\"sub\":\"42\",\"exp\":" + expires + ".75}", Tokens.SECRET);

        assertThat(server.identity(token).expiresAt()).isEqualTo(expires);
    }

    @Test
    void one_that_has_expired_and_is_of_another_issuer_is_refused_like_any_other() {
        Checking strict = server.of("https://login.test", "wall");

        assertThat(strict.connection(Tokens.of(Map.of("sub", "42", "exp", Tokens.in(-1000)))))
                .isSameAs(Verdict.REFUSED);
    }

    // For a channel.

    @Test
    void a_subscription_token_says_who_may_subscribe_where() {
        String token = Tokens.of(
                Map.of("sub", "42", "channel", "$news", "client", "c1", "info", Map.of("a", 1), "exp", Tokens.in(60)));
        SubscriptionToken found = ((SubscriptionVerdict.Accepted) server.subscription(token)).token();

        assertThat(found.channel()).isEqualTo("$news");
        assertThat(found.user()).isEqualTo("42");
        assertThat(found.isFor("c1")).isTrue();
        assertThat(found.isFor("c2")).isFalse();
        assertThat(found.info()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
        assertThat(found.expiresAt()).isBetween(Tokens.in(50), Tokens.in(60));
    }

    @Test
    void one_for_a_connection_is_none_for_a_channel() {
        assertThat(server.subscription(Tokens.of("42"))).isSameAs(SubscriptionVerdict.REFUSED);
    }

    @Test
    void one_for_a_channel_expires_too() {
        String token = Tokens.of(Map.of("sub", "42", "channel", "news", "exp", Tokens.in(-60)));

        assertThat(server.subscription(token)).isSameAs(SubscriptionVerdict.EXPIRED);
    }

    // What is told of it.

    @Test
    void the_log_says_which_check_failed_and_nothing_of_the_token() {
        Logger logger = (Logger) LoggerFactory.getLogger(TokenAuthenticator.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try {
            String token = Tokens.of(Map.of("sub", "mallory", "exp", "tomorrow"));
            server.connection(token);

            assertThat(lines.list).singleElement().satisfies(line -> {
                assertThat(line.getKeyValuePairs())
                        .extracting(pair -> pair.key + "=" + pair.value)
                        .containsExactly("check=claims", "reason=exp is a number of seconds since 1970");
                assertThat(line.getFormattedMessage() + line.getKeyValuePairs())
                        .doesNotContain("mallory", "tomorrow", token.split("\\.", -1)[1]);
            });
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }

    @Test
    void results_are_counted() {
        server.connection(Tokens.of("42"));
        server.connection(Tokens.of(Map.of("exp", Tokens.in(-60))));

        assertThat(server.meters
                        .counter("echowall.tokens", "result", "accepted")
                        .count())
                .isEqualTo(1);
        assertThat(server.meters.counter("echowall.tokens", "result", "expired").count())
                .isEqualTo(1);
    }

    @Test
    void nothing_of_a_secret_or_a_token_is_in_what_is_written_of_it() {
        AuthOptions options = new AuthOptions(SECRET, List.of(), null, null, null, true);

        assertThat(options.toString()).doesNotContain(Tokens.SECRET);
        assertThat(CompactToken.parse(Tokens.of("42"))).hasToString("a token");
    }

    @Test
    void why_one_is_refused_can_be_asked() {
        Examination found = server.authenticator()
                .explain(Tokens.of(Map.of("sub", "42", "exp", Tokens.in(-60))))
                .join();

        assertThat(found.passed(Check.SIGNATURE)).isTrue();
        assertThat(found.passed(Check.TIME)).isFalse();
        assertThat(found.fault()).isEqualTo(new Fault(Check.TIME, "it has expired"));
        assertThat(found.claims()).extracting(TokenClaims::user).isEqualTo("42");
    }

    @Test
    void what_a_signer_makes_is_accepted() {
        String token = TokenSigner.sign(SECRET, Map.of("sub", "42", "exp", Tokens.in(60)));

        assertThat(server.identity(token).user()).isEqualTo("42");
    }
}

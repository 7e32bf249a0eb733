package dev.echowall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.identity.RemoteKeys.Timing;
import dev.echowall.metrics.Metrics;
import dev.echowall.testing.KeySetServer;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A login elsewhere that has keys, and a server that fetches them. */
@SuppressWarnings("NullAway") // what each test begins with is made before it
abstract class RemoteKeysFixture {
    static final KeyPair FIRST = Tokens.rsa(2048);
    static final KeyPair SECOND = Tokens.ec("secp256r1");
    static final KeyPair THIRD = Tokens.ed25519();
    static final Duration LONG = Duration.ofHours(1);
    static final Duration DEADLINE = TimeLimits.stretched(Duration.ofSeconds(2));

    final KeySetServer login = new KeySetServer();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RemoteKeys keys;
    TokenAuthenticator server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        login.close();
    }

    /** One that asks only if it is made to. */
    void serve(Duration leastBetween) {
        serve(login.url(), new Timing(LONG, LONG, leastBetween, DEADLINE));
    }

    void serve(URI url, Timing timing) {
        Metrics metrics = new Metrics(meters);
        keys = new RemoteKeys(url, timing, metrics);
        TokenVerifier verifier = new TokenVerifier(null, null, InstantSource.system());
        KeySet local = new KeySet(List.of(VerificationKey.of(Tokens.SECRET.getBytes(StandardCharsets.UTF_8))));
        server = new TokenAuthenticator(local, keys, verifier, true, metrics);
        keys.start();
        TimeLimits.until("the first fetch is over", () -> fetches("fetched") + fetches("failed") > 0);
    }

    double fetches(String result) {
        return meters.counter("echowall.jwks.fetches", "result", result).count();
    }

    static String token(KeyPair pair, String id) {
        String kid = id.isEmpty() ? "" : ",\"kid\":\"" + id + "\"";
        return switch (pair.getPrivate().getAlgorithm()) {
            case "RSA" -> Tokens.signed("SHA256withRSA", pair.getPrivate(), "{\"alg\":\"RS256\"" + kid + "}", claims());
            case "EC" ->
                Tokens.signed(
                        "SHA256withECDSAinP1363Format", pair.getPrivate(), "{\"alg\":\"ES256\"" + kid + "}", claims());
            default -> Tokens.signed("Ed25519", pair.getPrivate(), "{\"alg\":\"EdDSA\"" + kid + "}", claims());
        };
    }

    static String claims() {
        return "{\"sub\":\"42\"}";
    }

    Verdict verdict(String token) {
        return TimeLimits.await(server.connection(token));
    }

    void assertAccepted(String token) {
        assertThat(verdict(token)).isInstanceOf(Verdict.Accepted.class);
    }
}

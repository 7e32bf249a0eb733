package dev.echowall.identity;

import dev.echowall.metrics.Metrics;
import dev.echowall.testing.Tokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An authenticator whose clock stands where it is put, and whose signature checks are counted. */
final class Checking {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicInteger signatureChecks = new AtomicInteger();
    private final List<VerificationKey> keys = new ArrayList<>();
    private @Nullable String issuer;
    private @Nullable String audience;
    private Instant now = Instant.now();

    Checking withSecret() {
        return with(VerificationKey.of(Tokens.SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    Checking with(PublicKey key) {
        return with(VerificationKey.of(key, null));
    }

    private Checking with(VerificationKey key) {
        keys.add(key.watched(signatureChecks::incrementAndGet));
        return this;
    }

    Checking of(String wantedIssuer, String wantedAudience) {
        issuer = wantedIssuer;
        audience = wantedAudience;
        return this;
    }

    Checking at(long seconds) {
        now = Instant.ofEpochSecond(seconds);
        return this;
    }

    TokenAuthenticator authenticator() {
        InstantSource clock = () -> now;
        return new TokenAuthenticator(
                new KeySet(keys), null, new TokenVerifier(issuer, audience, clock), true, new Metrics(meters));
    }

    Verdict connection(String token) {
        return Settled.now(authenticator().connection(token));
    }

    SubscriptionVerdict subscription(String token) {
        return Settled.now(authenticator().subscription(token));
    }

    Identity identity(String token) {
        return ((Verdict.Accepted) connection(token)).identity();
    }
}

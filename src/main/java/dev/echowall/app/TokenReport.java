package dev.echowall.app;

import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.Namespaces;
import dev.echowall.config.Config;
import dev.echowall.config.InvalidValue;
import dev.echowall.identity.Cap;
import dev.echowall.identity.Cap.Right;
import dev.echowall.identity.Check;
import dev.echowall.identity.Examination;
import dev.echowall.identity.Fault;
import dev.echowall.identity.TokenAuthenticator;
import dev.echowall.identity.TokenClaims;
import dev.echowall.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an instance makes of a token, check by check, for the one who has to find out why it is refused. */
final class TokenReport {
    private static final String BEARER = "bearer ";

    private final PrintWriter out;

    TokenReport(PrintWriter out) {
        this.out = out;
    }

    /** @return whether the token is valid; blocks until keys are fetched, if there are any to fetch */
    boolean write(Config config, String token) {
        boolean withScheme = token.regionMatches(true, 0, BEARER, 0, BEARER.length());
        Examination found;
        boolean keysMissing;
        try (TokenAuthenticator authenticator =
                TokenAuthenticator.start(Wiring.auth(config), new Metrics(new SimpleMeterRegistry()))) {
            found = authenticator
                    .explain(withScheme ? token.substring(BEARER.length()) : token)
                    .join();
            keysMissing = authenticator.keysMissing();
        }
        Fault fault = found.fault();
        out.println(fault == null ? "valid" : "not valid: " + fault.why());
        out.println();
        row("signed", found.token().describe());
        for (Check each : Check.values()) {
            boolean failed = fault != null && fault.check() == each;
            row(found.passed(each) ? "ok" : failed ? "FAILS" : "-", each.sentence());
        }
        if (keysMissing) {
            row("note", "auth.jwks-url could not be fetched; " + config.auth().jwksUrl());
        }
        if (found.claims() != null) {
            out.println();
            claims(found.claims(), config.channels());
        }
        out.flush();
        return fault == null;
    }

    private void claims(TokenClaims claims, Namespaces channels) {
        row("user", claims.user().isEmpty() ? "nobody (no sub)" : claims.user());
        row("for", claims.channel() == null ? "a connection" : "channel " + claims.channel());
        row("expires", when(claims.expires()));
        row("issuer", claims.issuer());
        row("audience", claims.audience().isEmpty() ? null : String.join(", ", claims.audience()));
        if (claims.channel() != null) {
            return;
        }
        row("hears", claims.channels().isEmpty() ? null : String.join(", ", claims.channels()));
        for (Cap cap : claims.caps()) {
            row("may", rights(cap) + " in " + String.join(", ", cap.channels()));
        }
        row("and", "what " + (claims.user().isEmpty() ? "anyone" : "users") + " may: " + rules(channels));
    }

    private static String rights(Cap cap) {
        return List.of(Right.values()).stream()
                .filter(cap.allow()::contains)
                .map(Right::label)
                .collect(Collectors.joining(", "));
    }

    private static String rules(Namespaces channels) {
        ChannelOptions fallback = channels.fallback();
        return "channels.default has " + rule("subscribe", fallback.subscribe(), fallback.subscribeUrl()) + ", "
                + rule("publish", fallback.publish(), fallback.publishUrl());
    }

    private static String rule(String option, Enum<?> rule, @Nullable URI asked) {
        return asked == null ? option + ": " + rule.name().toLowerCase(Locale.ROOT) : option + "-url";
    }

    private static String when(long seconds) {
        if (seconds == 0) {
            return "never";
        }
        Instant at = Instant.ofEpochSecond(seconds);
        Duration left = Duration.between(Instant.now(), at);
        return at + (left.isNegative() ? ", " + words(left.negated()) + " ago" : ", in " + words(left));
    }

    private static String words(Duration time) {
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        }
        return time.toMinutes() > 1 ? time.toMinutes() + " minutes" : time.toSeconds() + " s";
    }

    private void row(String name, @Nullable String text) {
        if (text != null) {
            out.printf("%-9s %s%n", name, InvalidValue.line(text));
        }
    }
}

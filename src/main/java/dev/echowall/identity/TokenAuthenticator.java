package dev.echowall.identity;

import dev.echowall.identity.TokenVerifier.Kind;
import dev.echowall.metrics.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens with the configured keys. For an invalid one, the name of the failed check is counted and logged
 * but not told to the client: all invalid tokens are answered alike. Must be closed because it may fetch keys.
 */
public final class TokenAuthenticator implements Authenticator, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TokenAuthenticator.class);

    private final KeySet local;
    private final @Nullable RemoteKeys remote;
    private final TokenVerifier verifier;
    private final boolean anonymous;
    private final Metrics metrics;

    TokenAuthenticator(
            KeySet local, @Nullable RemoteKeys remote, TokenVerifier verifier, boolean anonymous, Metrics metrics) {
        this.local = local;
        this.remote = remote;
        this.verifier = verifier;
        this.anonymous = anonymous;
        this.metrics = metrics;
    }

    /**
     * Starts to fetch keys if an address is configured; tokens can be checked before they have arrived.
     *
     * @throws IllegalArgumentException if a key cannot be used
     */
    public static TokenAuthenticator start(AuthOptions options, Metrics metrics) {
        RemoteKeys remote =
                options.keySet() == null ? null : new RemoteKeys(options.keySet(), RemoteKeys.Timing.USUAL, metrics);
        TokenAuthenticator made = new TokenAuthenticator(
                keys(options),
                remote,
                new TokenVerifier(options.issuer(), options.audience(), InstantSource.system()),
                options.anonymous(),
                metrics);
        if (remote != null) {
            remote.start();
        }
        return made;
    }

    private static KeySet keys(AuthOptions options) {
        List<VerificationKey> keys = new ArrayList<>();
        if (options.secret() != null) {
            keys.add(VerificationKey.of(options.secret()));
        }
        for (PublicKey each : options.publicKeys()) {
            keys.add(VerificationKey.of(each, null));
        }
        return new KeySet(keys);
    }

    @Override
    public Future<Verdict> connection(String token) {
        return examine(token, Kind.CONNECTION).map(found -> {
            TokenClaims claims = found.claims();
            if (found.fault() == null && claims != null) {
                metrics.token("accepted");
                return new Verdict.Accepted(identity(claims));
            }
            return rejected(found, Verdict.EXPIRED, Verdict.REFUSED, Verdict.UNAVAILABLE);
        });
    }

    @Override
    public Future<SubscriptionVerdict> subscription(String token) {
        return examine(token, Kind.SUBSCRIPTION).map(found -> {
            TokenClaims claims = found.claims();
            if (found.fault() == null && claims != null && claims.channel() != null) {
                metrics.token("accepted");
                return new SubscriptionVerdict.Accepted(new SubscriptionToken(
                        claims.channel(), claims.user(), claims.client(), claims.info(), verifier.until(claims)));
            }
            return rejected(
                    found, SubscriptionVerdict.EXPIRED, SubscriptionVerdict.REFUSED, SubscriptionVerdict.UNAVAILABLE);
        });
    }

    @Override
    public boolean anonymousAllowed() {
        return anonymous;
    }

    @Override
    public boolean hasKeys() {
        return remote != null || !local.keys().isEmpty();
    }

    private Identity identity(TokenClaims claims) {
        return new Identity(claims.user(), claims.info(), verifier.until(claims), claims.channels(), claims.caps());
    }

    /**
     * For people who need to find out why a token is refused. Nothing is logged or counted.
     *
     * @return completes at once, or when the keys have been fetched; on any thread
     */
    public CompletableFuture<Examination> explain(String token) {
        CompactToken parsed = CompactToken.parse(token);
        Kind kind = verifier.examine(parsed, keys(), Kind.CONNECTION).failed(Check.KIND)
                ? Kind.SUBSCRIPTION
                : Kind.CONNECTION;
        CompletableFuture<Void> fetch = remote == null ? null : remote.askAgain();
        return (fetch == null ? CompletableFuture.<Void>completedFuture(null) : fetch)
                .thenApply(fetched -> verifier.examine(parsed, keys(), kind));
    }

    /** Whether an address for keys is configured and they could not be fetched. */
    public boolean keysMissing() {
        return remote != null && remote.failing();
    }

    private Future<Examination> examine(String token, Kind kind) {
        CompactToken parsed = CompactToken.parse(token);
        Examination found = verifier.examine(parsed, keys(), kind);
        boolean fits = !found.failed(Check.KEY) && !found.failed(Check.SIGNATURE);
        CompletableFuture<Void> fetch =
                remote == null || fits || !isOfUnknownKey(parsed, remote) ? null : remote.askAgain();
        if (fetch == null) {
            return Future.succeededFuture(found);
        }
        Context caller = Vertx.currentContext();
        Promise<Examination> promise = Promise.promise();
        var unused =
                fetch.thenAccept(fetched -> on(caller, () -> promise.complete(verifier.examine(parsed, keys(), kind))));
        return promise.future();
    }

    private static void on(@Nullable Context context, Runnable task) {
        if (context == null) {
            task.run();
        } else {
            context.runOnContext(v -> task.run());
        }
    }

    /* Whether a key of the set could have signed it if the set had a key with this id. */
    private static boolean isOfUnknownKey(CompactToken token, RemoteKeys remote) {
        Algorithm algorithm = token.algorithm();
        return token.fault() == null
                && algorithm != null
                && !algorithm.isSymmetric()
                && !new KeySet(remote.keys()).knowsNameOf(token);
    }

    private KeySet keys() {
        return remote == null ? local : local.with(remote.keys());
    }

    private <T> T rejected(Examination found, T expired, T refused, T unavailable) {
        if (found.failed(Check.TIME)) {
            metrics.token("expired");
            return expired;
        }
        if (found.failed(Check.KEY) && remote != null && remote.failing() && isOfUnknownKey(found.token(), remote)) {
            metrics.token("unavailable");
            return unavailable;
        }
        metrics.token("refused");
        Fault fault = found.fault();
        log.atInfo()
                .addKeyValue("check", fault == null ? "" : fault.check().label())
                .addKeyValue("reason", fault == null ? "" : fault.why())
                .log("a token was refused");
        return refused;
    }

    @Override
    public void close() {
        if (remote != null) {
            remote.close();
        }
    }
}

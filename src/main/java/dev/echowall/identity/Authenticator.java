package dev.echowall.identity;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;

/**
 * Determines who a client is from its token. May be called from any thread.
 *
 * <p>A future is complete when it is returned, unless a key has to be fetched first; then it completes on the context that
 * asked. It does not fail.
 */
public interface Authenticator {
    /** The answer to a token that cannot be checked now; the same token may be accepted later. */
    Refusal KEYS_UNAVAILABLE =
            new Refusal(ErrorCode.KEYS_UNAVAILABLE, "the keys that tokens are checked with cannot be fetched now");

    /** Without keys: no token is valid, and clients without one are accepted. */
    Authenticator WITHOUT_KEYS = new Authenticator() {
        @Override
        public Future<Verdict> connection(String token) {
            return Future.succeededFuture(Verdict.REFUSED);
        }

        @Override
        public Future<SubscriptionVerdict> subscription(String token) {
            return Future.succeededFuture(SubscriptionVerdict.REFUSED);
        }

        @Override
        public boolean anonymousAllowed() {
            return true;
        }

        @Override
        public boolean hasKeys() {
            return false;
        }
    };

    /** Checks a connection token. A subscription token is refused. */
    Future<Verdict> connection(String token);

    /** Checks a subscription token. A token without a channel is refused. */
    Future<SubscriptionVerdict> subscription(String token);

    /** Whether clients without a token are accepted at all ({@code auth.anonymous}). */
    boolean anonymousAllowed();

    /** Whether any key is configured, so that a token can be valid at all. */
    boolean hasKeys();
}

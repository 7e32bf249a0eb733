package dev.echowall.identity;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;

/**
 * Says who somebody is by the token that he brings. May be called from any thread.
 *
 * <p>A future is complete when it is returned, unless a key has to be fetched first; then it completes on the context that
 * asked. It does not fail.
 */
public interface Authenticator {
    /** What is told who brings a token that nobody can check now; the same may be good later. */
    Refusal KEYS_UNAVAILABLE =
            new Refusal(ErrorCode.KEYS_UNAVAILABLE, "the keys that tokens are checked with cannot be fetched now");

    /** Without keys: no token is good, and who has none may come in. */
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

    /** Checks a token that says who its bearer is. One for a channel is refused. */
    Future<Verdict> connection(String token);

    /** Checks a token that says who may subscribe to which channel. One without a channel is refused. */
    Future<SubscriptionVerdict> subscription(String token);

    /** Whether who brings no token may come in at all ({@code auth.anonymous}). */
    boolean anonymousAllowed();

    /** Whether any key is configured, so that a token can be good at all. */
    boolean hasKeys();
}

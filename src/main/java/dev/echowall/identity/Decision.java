package dev.echowall.identity;

import dev.echowall.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Permissions} decided about one thing that a client may or may not do.
 *
 * @param refusal null if it is permitted
 * @param basis what settled it
 */
record Decision(@Nullable Refusal refusal, Basis basis) {
    /** What can settle a decision. */
    enum Basis {
        /** The options of the channel's namespace. */
        NAMESPACE,
        /** The token's claim {@code caps}. */
        CAPS,
        /** The token's claims {@code channels} and {@code subs}. */
        CHANNELS,
        /** The channel's name: it lists its users, or begins with {@code $}. */
        NAME,
        /** A token for this one subscription. */
        SUBSCRIPTION_TOKEN,
        /** The application, which is asked each time ({@code subscribe-url}, {@code publish-url}). */
        HOOK
    }

    static final Decision BY_NAMESPACE = new Decision(null, Basis.NAMESPACE);
    static final Decision BY_HOOK = new Decision(null, Basis.HOOK);
    static final Decision BY_CAPS = new Decision(null, Basis.CAPS);
    static final Decision BY_CHANNELS = new Decision(null, Basis.CHANNELS);
    static final Decision BY_SUBSCRIPTION_TOKEN = new Decision(null, Basis.SUBSCRIPTION_TOKEN);
}

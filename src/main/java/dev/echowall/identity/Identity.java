package dev.echowall.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is: what a verified connection token says about its bearer. Immutable; may be shared between threads.
 *
 * @param user the claim {@code sub}; empty for an anonymous client
 * @param info what others are told about the user, JSON in UTF-8; must not be changed
 * @param expiresAt when the token expires, in seconds since 1970; 0 for never
 * @param channels the server-side subscriptions: the claims {@code channels} and {@code subs}
 * @param caps what the user may do beyond what namespaces allow
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Identity(String user, byte @Nullable [] info, long expiresAt, List<String> channels, List<Cap> caps) {
    /** A client without a token. */
    public static final Identity ANONYMOUS = new Identity("", null, 0, List.of(), List.of());

    public Identity {
        channels = List.copyOf(channels);
        caps = List.copyOf(caps);
    }

    /** Whether the token names a user. */
    public boolean isUser() {
        return !user.isEmpty();
    }

    /** Contains nothing of it but the user's name. */
    @Override
    public String toString() {
        return isUser() ? user : "anonymous";
    }
}

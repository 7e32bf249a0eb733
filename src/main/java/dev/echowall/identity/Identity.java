package dev.echowall.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: what a verified connection token says of its bearer. Immutable; may be shared between threads.
 *
 * @param user the claim {@code sub}; empty for who has no name
 * @param info what others are told of him, JSON in UTF-8; not to be changed
 * @param expiresAt seconds since 1970 after which he is nobody any more; 0 is never
 * @param channels what he is subscribed to without asking: the claims {@code channels} and {@code subs}
 * @param caps what he may do beyond what namespaces allow
 */
@SuppressWarnings("ArrayRecordComponent") // one is never compared with another
public record Identity(String user, byte @Nullable [] info, long expiresAt, List<String> channels, List<Cap> caps) {
    /** Who brought no token. */
    public static final Identity ANONYMOUS = new Identity("", null, 0, List.of(), List.of());

    public Identity {
        channels = List.copyOf(channels);
        caps = List.copyOf(caps);
    }

    /** Whether he is somebody: one with a token that names him. */
    public boolean isUser() {
        return !user.isEmpty();
    }

    /** Never what is in it but his name. */
    @Override
    public String toString() {
        return isUser() ? user : "anonymous";
    }
}

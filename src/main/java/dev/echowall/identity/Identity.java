package dev.echowall.identity;

import java.nio.charset.StandardCharsets;
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

    /** The last second of the year 9999: what is beyond it counts milliseconds, or nothing at all. */
    public static final long LAST_SECOND = 253_402_300_799L;

    /** A user's name is kept with whatever the user does. */
    private static final int USER_LENGTH = 255;

    public Identity {
        channels = List.copyOf(channels);
        caps = List.copyOf(caps);
    }

    /** Whether the token names a user. */
    public boolean isUser() {
        return !user.isEmpty();
    }

    /**
     * The same user name if it can be one.
     *
     * @param field for the message, which has nothing of the name
     * @throws IllegalArgumentException if it cannot
     */
    public static String checkedUser(String field, String user) {
        boolean plain = user.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(user);
        if (user.length() > USER_LENGTH || !plain) {
            throw new IllegalArgumentException(field + " is up to " + USER_LENGTH + " characters of text");
        }
        return user;
    }

    /** The same, until this second at the latest; 0 is no limit. */
    public Identity until(long second) {
        boolean earlier = second != 0 && (expiresAt == 0 || second < expiresAt);
        return earlier ? new Identity(user, info, second, channels, caps) : this;
    }

    /** Contains nothing of it but the user's name. */
    @Override
    public String toString() {
        return isUser() ? user : "anonymous";
    }
}

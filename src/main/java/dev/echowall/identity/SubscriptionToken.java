package dev.echowall.identity;

import org.jspecify.annotations.Nullable;

/**
 * The content of a verified subscription token: this user may subscribe to this channel. Immutable.
 *
 * @param channel as in the token; {@link Permissions} checks whether it is the requested one
 * @param user the claim {@code sub}; empty for anonymous clients
 * @param client the id of the only connection that may use it; empty for any
 * @param info what others in the channel are told about the user, JSON in UTF-8; must not be changed
 * @param expiresAt when the subscription ends, in seconds since 1970; 0 for never
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SubscriptionToken(String channel, String user, String client, byte @Nullable [] info, long expiresAt) {
    /** Whether it may be used on the connection with this id. */
    public boolean isFor(String clientId) {
        return client.isEmpty() || client.equals(clientId);
    }
}

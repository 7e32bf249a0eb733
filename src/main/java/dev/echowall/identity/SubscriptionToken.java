package dev.echowall.identity;

import org.jspecify.annotations.Nullable;

/**
 * What a verified subscription token says: this user may subscribe to this channel. Immutable.
 *
 * @param channel as the token has it; whether it is the one that was asked for is for {@link Permissions} to say
 * @param user the claim {@code sub}; empty is for who has no name
 * @param client the only connection it is for, by the id that it was told; empty is any
 * @param info what others in the channel are told of him, JSON in UTF-8; not to be changed
 * @param expiresAt seconds since 1970 after which the subscription ends; 0 is never
 */
@SuppressWarnings("ArrayRecordComponent") // one is never compared with another
public record SubscriptionToken(String channel, String user, String client, byte @Nullable [] info, long expiresAt) {
    /** Whether it may be used on the connection of this id. */
    public boolean isFor(String clientId) {
        return client.isEmpty() || client.equals(clientId);
    }
}

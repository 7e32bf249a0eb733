package dev.echowall.channel;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, as others in a channel are told. The bytes are not copied: read only.
 *
 * @param user the {@code sub} of the token; empty when there was none
 * @param client the id of the connection
 * @param connInfo one JSON value in UTF-8, from the token of the connection
 * @param chanInfo one JSON value in UTF-8, from the token of the subscription
 */
public record ClientInfo(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {
    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof ClientInfo other
                && user.equals(other.user)
                && client.equals(other.client)
                && Arrays.equals(connInfo, other.connInfo)
                && Arrays.equals(chanInfo, other.chanInfo);
    }

    @Override
    public int hashCode() {
        return Objects.hash(user, client, Arrays.hashCode(connInfo), Arrays.hashCode(chanInfo));
    }

    /** Never what the token said of the client beyond its name. */
    @Override
    public String toString() {
        return user + "/" + client;
    }
}

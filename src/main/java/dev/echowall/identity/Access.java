package dev.echowall.identity;

import dev.echowall.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a client may do in one channel, to be told to the client. Immutable.
 *
 * @param publish without being subscribed there on the same connection, as over HTTP
 * @param history to read what the channel keeps
 */
public record Access(Answer subscribe, Answer publish, Answer history) {
    /**
     * Whether the client may.
     *
     * @param refusal null if the client may
     * @param by what decides: the claim {@code caps} or {@code channels} of the token, the {@code name} of the channel,
     *     or else a key of the configuration, such as {@code channels.echo.publish}
     */
    public record Answer(@Nullable Refusal refusal, String by) {
        public boolean allowed() {
            return refusal == null;
        }
    }
}

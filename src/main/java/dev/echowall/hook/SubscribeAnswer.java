package dev.echowall.hook;

import dev.echowall.channel.Payload;
import dev.echowall.protocol.plain.JsonFields;
import org.jspecify.annotations.Nullable;

/**
 * The client may subscribe, says the application.
 *
 * @param info what others in the channel are told about the client, as JSON
 * @param expiresAt when the subscription ends, in seconds since 1970; 0 for never
 * @param data for the client
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SubscribeAnswer(
        byte @Nullable [] info, long expiresAt, @Nullable Payload data) {
    /** @throws IllegalArgumentException with a sentence that has nothing of the answer */
    static SubscribeAnswer read(JsonFields result) {
        return new SubscribeAnswer(HookAnswer.info(result), HookAnswer.expiry(result), result.payload());
    }
}

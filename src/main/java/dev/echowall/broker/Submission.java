package dev.echowall.broker;

import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Tags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to publish.
 *
 * @param id of those with the same id, within the idempotency window, only the first is accepted, whatever else they say; null for
 *     none
 * @param info who publishes, as subscribers are told; null for nothing
 * @param tags as {@link Tags} allows
 */
public record Submission(
        Payload payload, @Nullable String id, @Nullable ClientInfo info, Map<String, String> tags) {
    /**
     * @throws IllegalArgumentException with a sentence, when the tags are more or longer than they may be
     */
    public Submission {
        tags = Tags.checked(tags);
    }

    /** Of which nothing is told but the payload. */
    public Submission(Payload payload, @Nullable String id) {
        this(payload, id, null, Map.of());
    }

    /** The same under another id. */
    public Submission withId(@Nullable String other) {
        return new Submission(payload, other, info, tags);
    }
}

package dev.echowall.broker;

import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Tags;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publication that somebody wants to make.
 *
 * @param id of several submissions with the same id within the idempotency window, only the first is accepted, whatever
 *     their other fields; null for none
 * @param info who publishes, for the subscribers; null for none
 * @param tags as {@link Tags} allows
 */
public record Submission(
        Payload payload, @Nullable String id, @Nullable ClientInfo info, Map<String, String> tags) {
    /** @throws IllegalArgumentException with a sentence if there are too many tags or they are too long */
    public Submission {
        tags = Tags.checked(tags);
    }

    /** A payload alone. */
    public Submission(Payload payload, @Nullable String id) {
        this(payload, id, null, Map.of());
    }

    /** The same with another id. */
    public Submission withId(@Nullable String other) {
        return new Submission(payload, other, info, tags);
    }
}

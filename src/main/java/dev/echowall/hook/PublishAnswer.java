package dev.echowall.hook;

import dev.echowall.broker.Submission;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Tags;
import dev.echowall.protocol.plain.JsonFields;
import dev.echowall.protocol.plain.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client may publish, says the application.
 *
 * @param data in place of what the client wants to publish; null for just that
 */
public record PublishAnswer(@Nullable Payload data, Map<String, String> tags) {
    private static final List<String> UNSUPPORTED = List.of("skip_history", "version", "version_epoch");

    /** What is published in place of what the client wanted to. */
    public Submission instead(Submission wanted) {
        return new Submission(data == null ? wanted.payload() : data, wanted.id(), wanted.info(), tags);
    }

    /** @throws IllegalArgumentException with a sentence that has nothing of the answer */
    static PublishAnswer read(JsonFields result) {
        for (String field : UNSUPPORTED) {
            if (!result.isEmpty(field)) {
                throw JsonValue.unsupported(field);
            }
        }
        return new PublishAnswer(result.payload(), Tags.checked(result.textMap("tags")));
    }
}

package dev.echowall.hook;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.identity.Cap;
import dev.echowall.identity.Identity;
import dev.echowall.protocol.plain.JsonFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is, says the application.
 *
 * @param data for the client
 */
public record ConnectAnswer(Identity identity, @Nullable Payload data) {
    private static final Set<String> CAP_FIELDS = Set.of("channels", "allow");

    /** @throws IllegalArgumentException with a sentence that has nothing of the answer */
    static ConnectAnswer read(JsonFields result) {
        Set<String> channels = new LinkedHashSet<>(result.texts("channels"));
        JsonFields subs = result.object("subs");
        if (subs != null) {
            channels.addAll(subs.names());
        }
        channels.forEach(ConnectAnswer::check);
        List<Cap> caps = new ArrayList<>();
        for (JsonFields each : result.objects("caps")) {
            // One that is not known could say that less is permitted.
            if (each == null || !CAP_FIELDS.containsAll(each.names())) {
                throw new IllegalArgumentException("a cap has channels and allow, and nothing else");
            }
            caps.add(Cap.parse(each.texts("channels"), each.texts("allow")));
        }
        Identity identity = new Identity(
                Identity.checkedUser("user", result.text("user")),
                HookAnswer.info(result),
                HookAnswer.expiry(result),
                List.copyOf(channels),
                caps);
        return new ConnectAnswer(identity, result.payload());
    }

    private static void check(String channel) {
        try {
            ChannelName.of(channel);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("channels or subs has what is no name of a channel", bad);
        }
    }
}

package dev.echowall.server;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether what the client has is still what we would send: RFC 9110 section 13.1.2. */
final class EntityTag {
    private EntityTag() {}

    /**
     * Weakly compared, as it is to be: a proxy that compresses makes our tags weak ones.
     *
     * @param ifNoneMatch the header's value; null when there is none
     * @param tag ours, in its quotes
     */
    static boolean matches(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
    }
}

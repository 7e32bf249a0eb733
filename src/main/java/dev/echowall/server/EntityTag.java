package dev.echowall.server;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks If-None-Match: whether the client already has the current representation. RFC 9110 section 13.1.2. */
final class EntityTag {
    private EntityTag() {}

    /**
     * Uses weak comparison, as required: a compressing proxy makes tags weak.
     *
     * @param ifNoneMatch the header's value; null if there is none
     * @param tag our tag, in its quotes
     */
    static boolean matches(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
    }
}

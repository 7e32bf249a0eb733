package dev.echowall.server;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses Content-Type as far as needed: RFC 9110 section 8.3.1, and RFC 6838 for suffixes. */
final class MediaType {
    private static final Pattern JSON =
            Pattern.compile("application/json|[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\\+json");

    private MediaType() {}

    /** Type and subtype in lower case, without parameters; empty if there is none. */
    static String of(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Whether it is JSON under any name, such as {@code application/vnd.api+json}. */
    static boolean isJson(@Nullable String contentType) {
        return JSON.matcher(of(contentType)).matches();
    }
}

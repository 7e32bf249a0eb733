package dev.echowall.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of headers in the configuration. */
final class HeaderNames {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    /** They belong to the request that carries them and not to its sender, or would change how the question is read. */
    private static final Set<String> OF_ONE_REQUEST = Set.of(
            "accept",
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String ALLOWED = "the name of a header such as Cookie";

    private HeaderNames() {}

    /** A header of a client's request that can be passed on with another request. */
    static ValueType<String> passedOn() {
        return value -> {
            String name = ValueTypes.text(value, ALLOWED);
            if (!TOKEN.matcher(name).matches()) {
                throw InvalidValue.because(value, "is not the name of a header", ALLOWED);
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (OF_ONE_REQUEST.contains(lower) || lower.startsWith("proxy-") || lower.startsWith("sec-websocket-")) {
                throw InvalidValue.because(value, "is of one request and cannot be passed on", ALLOWED);
            }
            return name;
        };
    }
}

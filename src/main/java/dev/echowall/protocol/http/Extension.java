package dev.echowall.protocol.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One element of Sec-WebSocket-Extensions in an offer: RFC 6455 section 9.1. */
public record Extension(String name, List<Parameter> parameters) {
    /** @param value null if there is none; without its quotes */
    public record Parameter(String name, @Nullable String value) {}
}

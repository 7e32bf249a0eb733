package dev.echowall.protocol.websocket;

import dev.echowall.protocol.http.Extension;
import dev.echowall.protocol.http.Extension.Parameter;
import dev.echowall.protocol.http.ExtensionList;
import dev.echowall.protocol.http.Handshake;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The negotiated parameters of permessage-deflate: RFC 7692 section 7.1. The server never keeps its context between
 * messages, so that one compressed form of a publication serves all connections with the same window.
 *
 * @param serverWindowBits the base-2 logarithm of the distance that our messages may refer back, 8 to 15
 * @param windowAsked whether the client asked for that window
 * @param clientKeepsContext whether a message of the client may refer to earlier ones
 */
public record Deflate(int serverWindowBits, boolean windowAsked, boolean clientKeepsContext) {
    private static final String NAME = "permessage-deflate";
    private static final int LEAST_BITS = 8;
    private static final int MOST_BITS = 15;

    /**
     * The first acceptable offer, or null if there is none.
     *
     * @param offered the values of Sec-WebSocket-Extensions, already accepted by {@link Handshake#refusal}
     */
    public static @Nullable Deflate agreed(List<String> offered) {
        for (Extension offer : ExtensionList.parse(offered)) {
            Deflate terms = offer.name().equals(NAME) ? terms(offer.parameters()) : null;
            if (terms != null) {
                return terms;
            }
        }
        return null;
    }

    /** The Sec-WebSocket-Extensions of the response. */
    public String answer() {
        return NAME + "; server_no_context_takeover"
                + (clientKeepsContext ? "" : "; client_no_context_takeover")
                + (windowAsked ? "; server_max_window_bits=" + serverWindowBits : "");
    }

    /** Null if a parameter is unknown, repeated, or has a value that is not allowed: section 7.1. */
    private static @Nullable Deflate terms(List<Parameter> parameters) {
        int bits = MOST_BITS;
        Set<String> seen = new HashSet<>();
        for (Parameter each : parameters) {
            if (!seen.add(each.name()) || !isValid(each)) {
                return null;
            }
            if (each.name().equals("server_max_window_bits")) {
                bits = bits(each.value());
            }
        }
        // client_max_window_bits needs no answer, because inflating with the largest window works for any.
        return new Deflate(bits, seen.contains("server_max_window_bits"), !seen.contains("client_no_context_takeover"));
    }

    private static boolean isValid(Parameter parameter) {
        String value = parameter.value();
        return switch (parameter.name()) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
            case "server_max_window_bits" -> bits(value) > 0;
            case "client_max_window_bits" -> value == null || bits(value) > 0;
            default -> false;
        };
    }

    /** Zero if it is not 8 to 15, without leading zeros. */
    private static int bits(@Nullable String value) {
        for (int bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
            if (Integer.toString(bits).equals(value)) {
                return bits;
            }
        }
        return 0;
    }
}

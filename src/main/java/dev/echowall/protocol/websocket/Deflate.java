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
 * What was agreed on for permessage-deflate: RFC 7692 section 7.1. We never keep our context from one message to the next,
 * so that one compressed form of a publication serves all who agreed on the same window.
 *
 * @param serverWindowBits how far back our messages may refer: 2 to the power of this, 8 to 15
 * @param windowAsked whether the client asked for that window
 * @param clientKeepsContext whether a message of the client may refer to those before it
 */
public record Deflate(int serverWindowBits, boolean windowAsked, boolean clientKeepsContext) {
    private static final String NAME = "permessage-deflate";
    private static final int LEAST_BITS = 8;
    private static final int MOST_BITS = 15;

    /**
     * The first offer that we can take, or null when there is none.
     *
     * @param offered the values of Sec-WebSocket-Extensions, which {@link Handshake#refusal} found no fault with
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

    /** The Sec-WebSocket-Extensions that answers the offer. */
    public String answer() {
        return NAME + "; server_no_context_takeover"
                + (clientKeepsContext ? "" : "; client_no_context_takeover")
                + (windowAsked ? "; server_max_window_bits=" + serverWindowBits : "");
    }

    /** Null when one of them is unknown, is there twice or has a value that it must not have: section 7.1. */
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
        // client_max_window_bits needs no answer: what inflates by the largest window does by any.
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

    /** Zero when it is not 8 to 15, in as few digits as that takes. */
    private static int bits(@Nullable String value) {
        for (int bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
            if (Integer.toString(bits).equals(value)) {
                return bits;
            }
        }
        return 0;
    }
}

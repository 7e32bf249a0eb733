package dev.echowall.identity;

import dev.echowall.channel.ChannelName;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One entry of a token's claim {@code caps}: what its bearer may do in some channels, regardless of what their namespaces allow.
 *
 * @param channels exact names, or prefixes of names followed by {@code *}
 * @param allow what is permitted there
 */
public record Cap(List<String> channels, Set<Right> allow) {
    /** What a cap can permit; in lower case in a token. */
    public enum Right {
        /** To subscribe and to read the history. */
        SUB,
        /** To publish. */
        PUB,
        /** To read the history. */
        HST,
        /** To read the presence. */
        PRS;

        /** As it is written in a token. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Cap {
        channels = List.copyOf(channels);
        allow = allow.isEmpty() ? Set.of() : EnumSet.copyOf(allow);
    }

    /**
     * The cap of a token or of the application's.
     *
     * @throws IllegalArgumentException with a sentence that has nothing of it
     */
    public static Cap parse(List<String> channels, List<String> allow) {
        channels.forEach(TokenClaims::checkPattern);
        Set<Right> rights = EnumSet.noneOf(Right.class);
        allow.forEach(label -> rights.add(right(label)));
        return new Cap(channels, rights);
    }

    private static Right right(String label) {
        for (Right each : Right.values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("a cap allows sub, pub, hst and prs");
    }

    /** Whether it permits this in the channel. */
    boolean permits(Right right, ChannelName channel) {
        if (!allow.contains(right)) {
            return false;
        }
        for (String pattern : channels) {
            if (matches(pattern, channel)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, ChannelName channel) {
        if (!pattern.endsWith("*")) {
            return channel.value().equals(pattern);
        }
        // * alone does not include names that need a subscription token.
        return pattern.startsWith("$") == channel.isPrivate()
                && channel.value().startsWith(pattern.substring(0, pattern.length() - 1));
    }
}

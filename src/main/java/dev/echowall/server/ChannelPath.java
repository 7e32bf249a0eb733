package dev.echowall.server;

import dev.echowall.channel.ChannelName;

/** Parses the channel name at the end of a path. */
final class ChannelPath {
    private ChannelPath() {}

    /**
     * @param path as it is in the request, with percent-encoding
     * @throws IllegalArgumentException with a sentence for the user
     */
    static ChannelName channel(String path, String prefix) {
        if (!path.startsWith(prefix)) {
            throw new IllegalArgumentException("a channel's name must follow " + prefix);
        }
        return ChannelName.of(decoded(path.substring(prefix.length())));
    }

    /* Decodes byte by byte, because names are ASCII. A plus sign is not a space here, because this is not a form. */
    private static String decoded(String raw) {
        StringBuilder name = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != '%') {
                name.append(raw.charAt(i));
                continue;
            }
            int high = i + 1 < raw.length() ? hex(raw.charAt(i + 1)) : -1;
            int low = i + 2 < raw.length() ? hex(raw.charAt(i + 2)) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("a percent sign must be followed by two hexadecimal digits");
            }
            name.append((char) (high * 16 + low));
            i += 2;
        }
        return name.toString();
    }

    /* Character.digit would accept digits of other scripts. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}

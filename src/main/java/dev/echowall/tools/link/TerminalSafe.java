package dev.echowall.tools.link;

/**
 * Makes text from others safe for a terminal: control characters, which can clear the screen, set titles or even answer
 * for the user, and characters that change the direction of writing are shown as escapes.
 */
public final class TerminalSafe {
    private TerminalSafe() {}

    /** For users: {@code \n}, {@code \x1b}, {@code \u009b}. A tab stays a tab. */
    public static String text(String text) {
        return replace(text, false);
    }

    /** The same for encoded JSON, in whose strings {@code \u009b} means the same. */
    public static String json(String json) {
        return replace(json, true);
    }

    private static String replace(String text, boolean json) {
        if (text.chars().noneMatch(TerminalSafe::drives)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.chars().forEach(each -> {
            if (drives(each)) {
                out.append(json ? unicode(each) : name(each));
            } else {
                out.append((char) each);
            }
        });
        return out.toString();
    }

    private static boolean drives(int character) {
        return (Character.isISOControl(character) && character != '\t')
                || (character >= 0x202a && character <= 0x202e)
                || (character >= 0x2066 && character <= 0x2069)
                || character == 0x2028
                || character == 0x2029;
    }

    private static String name(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> character < 0x80 ? String.format("\\x%02x", character) : unicode(character);
        };
    }

    private static String unicode(int character) {
        return String.format("\\u%04x", character);
    }
}

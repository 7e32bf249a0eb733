package dev.echowall.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;

/**
 * Keeps URLs and keys of the configuration in one piece in help texts, so that they can be copied: if picocli would
 * break one at the end of a line, it is moved to the next line as a whole.
 */
final class UnbrokenUrls {
    /**
     * Java may break a line after any of these; a full stop ends a sentence unless a lower-case letter or a digit
     * follows.
     */
    private static final Pattern BROKEN = Pattern.compile("[ \\t]*(?:"
            + "(\\S*[a-z]:)(\\R[ \\t]*)(?=//)"
            + "|(\\S*[a-z]://\\S*[/:?=&-])(\\R[ \\t]*)(?=\\S)"
            + "|(\\S*[a-z]://\\S*\\.)(\\R[ \\t]*)(?=[a-z0-9])"
            + "|(\\S*\\b(?:auth|channels|cluster|limits|management|server)\\.(?:[a-z-]*-)?)(\\R[ \\t]*)(?=[a-z]))");

    private UnbrokenUrls() {}

    /** Applies to the help of this command and all its subcommands so far. */
    static CommandLine in(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(line.getHelpSectionMap());
        sections.replaceAll((name, section) -> help -> mended(section.render(help)));
        return line.setHelpSectionMap(sections);
    }

    private static String mended(String text) {
        Matcher broken = BROKEN.matcher(text);
        // One may have been broken more than once.
        return broken.find() ? mended(broken.replaceFirst("$2$4$6$8$1$3$5$7")) : text;
    }
}

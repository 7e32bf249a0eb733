package dev.echowall.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;

/** Help whose addresses can be copied: one that picocli would break at the end of a line goes to the next as a whole. */
final class UnbrokenUrls {
    /** Java lets a line end behind any of these; a full stop is the end of a sentence unless a small letter or digit follows. */
    private static final Pattern BROKEN = Pattern.compile("[ \\t]*(?:"
            + "(\\S*[a-z]:)(\\R[ \\t]*)(?=//)"
            + "|(\\S*[a-z]://\\S*[/:?=&-])(\\R[ \\t]*)(?=\\S)"
            + "|(\\S*[a-z]://\\S*\\.)(\\R[ \\t]*)(?=[a-z0-9]))");

    private UnbrokenUrls() {}

    /** In the help of this command and of all that are below it by now. */
    static CommandLine in(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(line.getHelpSectionMap());
        sections.replaceAll((name, section) -> help -> mended(section.render(help)));
        return line.setHelpSectionMap(sections);
    }

    private static String mended(String text) {
        Matcher broken = BROKEN.matcher(text);
        // One may have been broken more than once.
        return broken.find() ? mended(broken.replaceFirst("$2$4$6$1$3$5")) : text;
    }
}

package dev.echowall.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that a document shows in full: each stands in a fenced block, below a comment that names it.
 */
public final class Excerpt {
    private static final Pattern SHOWN =
            Pattern.compile("<!-- file: (\\S+) -->\\n+```\\w*\\n(.*?)\\n```\\n", Pattern.DOTALL);

    private Excerpt() {}

    /** By the file's path, the text that the document shows of it; in the document's order. */
    public static Map<String, String> shownIn(String document) {
        Map<String, String> shown = new LinkedHashMap<>();
        Matcher matcher = SHOWN.matcher(text(document));
        while (matcher.find()) {
            shown.put(matcher.group(1), matcher.group(2) + "\n");
        }
        return shown;
    }

    /** A file of the project, by its path from the root. */
    public static String text(String path) {
        try {
            return Files.readString(Path.of(path), UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + path, e);
        }
    }
}

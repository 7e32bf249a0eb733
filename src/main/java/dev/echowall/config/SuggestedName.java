package dev.echowall.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggestions for mistyped names ("did you mean …?"). */
public final class SuggestedName {
    private SuggestedName() {}

    /** The known path closest to the typed one, if any is close; the first of several. */
    public static Optional<String> closestTo(String typed, Collection<String> known) {
        int close = Math.max(1, typed.length() / 4);
        return known.stream()
                .filter(path -> distance(typed, path) <= close)
                .min(Comparator.comparingInt(path -> distance(typed, path)));
    }

    /** The right name in the wrong section, or without a section, counts as one edit. */
    private static int distance(String typed, String known) {
        int elsewhere = edits(name(typed), name(known)) + 1;
        return Math.min(edits(plain(typed), plain(known)), elsewhere);
    }

    private static String name(String path) {
        return plain(path.substring(path.lastIndexOf('.') + 1));
    }

    private static String plain(String path) {
        return path.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    }

    /** The Levenshtein distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}

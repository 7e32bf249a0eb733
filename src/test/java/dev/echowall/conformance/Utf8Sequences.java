package dev.echowall.conformance;

import static dev.echowall.conformance.Case.latin;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The sequences of Markus Kuhn's UTF-8 decoder stress test, in the groups and the order in which the original's sections
 * 6.5 to 6.23 have them.
 */
final class Utf8Sequences {
    private static final String KOSME = "cebae1bdb9cf83cebcceb5";
    private static final String[] CUT_SHORT = {
        "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"
    };

    /** @param octets one a character */
    record Sequence(boolean valid, String octets) {}

    record Group(String name, List<Sequence> sequences) {}

    private Utf8Sequences() {}

    static List<Group> all() {
        return List.of(
                valid(
                        "valid",
                        "68656c6c6f24776f726c64",
                        "68656c6c6fc2a2776f726c64",
                        "68656c6c6fe282ac776f726c64",
                        "68656c6c6ff0a4ada2776f726c64",
                        KOSME),
                prefixes(),
                valid("first of a length", "00", "c280", "e0a080", "f0908080"),
                invalid("first of length 5 and 6", "f888808080", "fc8480808080"),
                valid("last of a length", "7f", "dfbf", "efbfbf", "f48fbfbf"),
                invalid("last of length 4, 5 and 6", "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"),
                boundaries(),
                continuations(),
                lonelyStarts(),
                invalid("the last octet missing", CUT_SHORT),
                invalid("all these in a row", String.join("", CUT_SHORT)),
                invalid("impossible octets", "fe", "ff", "fefeffff"),
                invalid("overlong solidus", "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"),
                invalid("longest overlong", "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"),
                invalid("overlong NUL", "c080", "e08080", "f0808080", "f880808080", "fc8080808080"),
                invalid("one surrogate", "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"),
                invalid(
                        "a pair of surrogates",
                        "eda080edb080",
                        "eda080edbfbf",
                        "edadbfedb080",
                        "edadbfedbfbf",
                        "edae80edb080",
                        "edae80edbfbf",
                        "edafbfedb080",
                        "edafbfedbfbf"),
                nonCharacters(),
                valid("specials", "efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf"));
    }

    /** Valid where they end with a character: after 2, 5, 7, 9 and 11 octets. */
    private static Group prefixes() {
        List<Sequence> all = new ArrayList<>();
        List<Integer> ends = List.of(2, 5, 7, 9, 11);
        for (int length = 1; length <= KOSME.length() / 2; length++) {
            all.add(sequence(ends.contains(length), KOSME.substring(0, 2 * length)));
        }
        return new Group("prefixes", all);
    }

    private static Group boundaries() {
        List<Sequence> all = new ArrayList<>(
                valid("", "ed9fbf", "ee8080", "efbfbd", "f48fbfbf").sequences());
        all.add(sequence(false, "f4908080"));
        return new Group("boundaries", all);
    }

    private static Group continuations() {
        String all = "";
        for (int octet = 0x80; octet < 0xbf; octet++) {
            all += Integer.toHexString(octet);
        }
        return invalid(
                "continuations of nothing",
                "80",
                "bf",
                "80bf",
                "80bf80",
                "80bf80bf",
                "80bf80bf80",
                "80bf80bf80bf",
                all);
    }

    private static Group lonelyStarts() {
        int[][] ranges = {{0xc0, 0xdf}, {0xe0, 0xef}, {0xf0, 0xf7}, {0xf8, 0xfb}, {0xfc, 0xfd}};
        String[] all = {"", "", "", "", ""};
        for (int i = 0; i < ranges.length; i++) {
            for (int octet = ranges[i][0]; octet < ranges[i][1]; octet++) {
                all[i] += Integer.toHexString(octet) + "20";
            }
        }
        return invalid("lonely starts", all);
    }

    /** U+FFFE, U+FFFF and the last two of each plane from 1 to 16: code points that are no characters, and yet valid. */
    private static Group nonCharacters() {
        List<String> all = new ArrayList<>(List.of("efbfbe", "efbfbf"));
        for (int plane = 1; plane <= 16; plane++) {
            for (int last = 0xFFFE; last <= 0xFFFF; last++) {
                String character = Character.toString(plane << 16 | last);
                all.add(HexFormat.of().formatHex(character.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        }
        return valid("no characters", all.toArray(new String[0]));
    }

    private static Group valid(String name, String... hex) {
        return group(name, true, hex);
    }

    private static Group invalid(String name, String... hex) {
        return group(name, false, hex);
    }

    private static Group group(String name, boolean valid, String... hex) {
        List<Sequence> all = new ArrayList<>();
        for (String each : hex) {
            all.add(sequence(valid, each));
        }
        return new Group(name, all);
    }

    private static Sequence sequence(boolean valid, String hex) {
        return new Sequence(valid, latin(HexFormat.of().parseHex(hex)));
    }
}

package dev.echowall.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A segment in its directory.
 *
 * @param number in the order of writing, from 1
 */
record SegmentFile(Path path, long number, long size) {
    private static final Pattern NAME = Pattern.compile("(\\d{20})\\.journal");

    static Path path(Path directory, long number) {
        return directory.resolve("%020d.journal".formatted(number));
    }

    /** All of a directory, in the order of their numbers. Other files are not looked at. */
    static List<SegmentFile> list(Path directory) throws IOException {
        List<SegmentFile> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    found.add(new SegmentFile(file, number(name.group(1)), Files.size(file)));
                }
            }
        }
        found.removeIf(each -> each.number() == 0);
        found.sort(Comparator.comparingLong(SegmentFile::number));
        return found;
    }

    /* Twenty digits can be more than a long; such a file is not ours. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return 0;
        }
    }

    String name() {
        return String.valueOf(path.getFileName());
    }
}

package dev.echowall.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which segments of a directory count, and up to where: found from the last one backwards, because each names the one that
 * it continues.
 *
 * @param links in the order of writing
 * @param unreadable segments without a header, as what was dropped
 * @param headers all that can be read
 */
record SegmentChain(List<Link> links, List<Dropped> unreadable, List<SegmentHeader> headers) {
    /**
     * One segment.
     *
     * @param end where its records end; the largest number if that is not known
     * @param gap whether a segment is missing before it, or cannot be read
     */
    record Link(SegmentFile file, long end, boolean gap) {}

    /** @throws JournalException if a segment is of another version */
    static SegmentChain of(List<SegmentFile> files) throws IOException, JournalException {
        Map<Long, SegmentHeader> headers = new HashMap<>();
        List<Dropped> unreadable = new ArrayList<>();
        for (SegmentFile each : files) {
            try (SegmentReader reader = SegmentReader.open(each, Long.MAX_VALUE)) {
                SegmentHeader header = reader.header();
                if (header != null) {
                    headers.put(each.number(), header);
                } else if (each.size() > 0) {
                    unreadable.add(new Dropped(each.name(), 0, each.size(), String.valueOf(reader.damage())));
                }
            }
        }
        List<Link> links = new ArrayList<>();
        int at = files.size() - 1;
        long end = Long.MAX_VALUE;
        while (at >= 0) {
            SegmentFile file = files.get(at);
            SegmentHeader header = headers.get(file.number());
            if (header == null) {
                // Nothing is known about the one before it, either.
                markGap(links);
                at--;
                end = Long.MAX_VALUE;
                continue;
            }
            links.add(new Link(file, end, false));
            at--;
            // What lies between was given up before it was complete.
            while (at >= 0 && files.get(at).number() > header.previous()) {
                at--;
            }
            boolean here = at >= 0 && files.get(at).number() == header.previous();
            if (at >= 0 && !here) {
                markGap(links);
            }
            end = here ? header.previousEnd() : Long.MAX_VALUE;
            if (header.previous() == 0) {
                break;
            }
        }
        Collections.reverse(links);
        return new SegmentChain(links, unreadable, List.copyOf(headers.values()));
    }

    /** @throws JournalException if the directory is not that instance's, or holds segments of two journals */
    void checkOwner(Path directory, JournalOptions options) throws JournalException {
        for (SegmentHeader each : headers) {
            if (!each.cluster().equals(options.cluster())) {
                throw new JournalException("the journal in " + directory + " belongs to the cluster " + each.cluster()
                        + ", not to " + options.cluster());
            }
            if (!each.instance().equals(options.instance())) {
                throw new JournalException("the journal in " + directory + " belongs to the instance " + each.instance()
                        + ", not to " + options.instance());
            }
            if (!each.journal().equals(headers.get(0).journal())) {
                throw new JournalException(directory + " holds segments of two journals");
            }
        }
    }

    /** What all segments have in common; null if none can be read. */
    @Nullable
    UUID journal() {
        return headers.isEmpty() ? null : headers.get(0).journal();
    }

    /** Whether the last of these files can be read; otherwise the one who wrote it did not stop in order. */
    boolean endsWithLastOf(List<SegmentFile> files) {
        return !links.isEmpty() && links.get(links.size() - 1).file().equals(files.get(files.size() - 1));
    }

    /* A segment at the very end that cannot be read is a torn end, and no gap. */
    private static void markGap(List<Link> links) {
        if (!links.isEmpty()) {
            Link after = links.remove(links.size() - 1);
            links.add(new Link(after.file(), after.end(), true));
        }
    }
}

package dev.echowall.tools.journal;

import dev.echowall.journal.Dropped;
import dev.echowall.journal.JournalException;
import dev.echowall.journal.JournalReader;
import dev.echowall.journal.JournalReader.Entry;
import dev.echowall.journal.JournalReader.Segment;
import dev.echowall.journal.Restored;
import dev.echowall.journal.RestoredStream;
import dev.echowall.journal.SnapshotSize;
import dev.echowall.stream.Stream;
import dev.echowall.tools.link.StatusPrinter;
import dev.echowall.tools.link.TerminalSafe;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints which files a journal has, and which streams a start would find in it. */
@Command(
        name = "ls",
        header = "List the files of a journal and the streams in it.",
        description = {
            "",
            "First the files: how large, how many records, from when to when, and how it ends. Then each stream as an instance"
                    + " that starts now would find it: its epoch, its last offset, how many publications are kept, and about"
                    + " how many bytes they need. Last what is damaged or missing, if anything is.",
            ""
        },
        parameterListHeading = "",
        exitCodeList = {
            "0:everything was read",
            "1:the directory cannot be read, or holds no journal",
            "2:invalid command line",
            "3:some of it is damaged; the output says where"
        })
final class ListCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private JournalCommand parent;

    @Parameters(paramLabel = "DIR", description = "The journal's directory (journal.directory).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Override
    public Integer call() {
        StatusPrinter status = new StatusPrinter(parent.err(), false);
        List<Segment> segments;
        Map<String, SegmentSummary> summaries = new LinkedHashMap<>();
        Restored restored;
        try {
            JournalReader reader = new JournalReader(directory);
            segments = reader.segments();
            segments.forEach(each -> summaries.put(each.file(), new SegmentSummary(each)));
            reader.forEach(entry -> count(entry, summaries));
            restored = reader.restored();
        } catch (JournalException failed) {
            status.say("echowall: " + failed.getMessage());
            return JournalCommand.UNREADABLE;
        }
        if (segments.isEmpty()) {
            status.say("echowall: there is no journal in " + directory);
            return JournalCommand.UNREADABLE;
        }
        PrintStream out = parent.out();
        owner(segments, out);
        files(List.copyOf(summaries.values()), out);
        streams(new TreeMap<>(restored.streams()), out);
        dropped(restored.dropped(), out);
        out.flush();
        return restored.dropped().isEmpty() ? 0 : JournalCommand.DAMAGED;
    }

    private static void count(Entry entry, Map<String, SegmentSummary> summaries) {
        SegmentSummary of = summaries.get(entry.file());
        if (of != null) { // not one that has been begun since
            of.add(entry);
        }
    }

    private static void owner(List<Segment> segments, PrintStream out) {
        segments.stream()
                .filter(each -> each.created() != 0)
                .findFirst()
                .ifPresent(
                        each -> line(out, "instance %s of cluster %s".formatted(each.instance(), each.cluster()), ""));
    }

    private static void files(List<SegmentSummary> all, PrintStream out) {
        line(out, "%8s %12s %10s  %-24s  %-24s  %s".formatted("file", "bytes", "records", "from", "to", "end"));
        for (int i = 0; i < all.size(); i++) {
            SegmentSummary each = all.get(i);
            boolean last = i == all.size() - 1;
            line(
                    out,
                    "%8d %12d %10d  %-24s  %-24s  %s"
                            .formatted(
                                    each.segment().number(),
                                    each.segment().bytes(),
                                    each.records(),
                                    RecordText.time(each.segment().created()),
                                    RecordText.time(each.last()),
                                    each.end(last)));
        }
    }

    private static void streams(Map<String, RestoredStream> all, PrintStream out) {
        line(out, "", "%12s %12s %12s  %-12s %s".formatted("top", "publications", "bytes", "epoch", "channel"));
        all.forEach((channel, each) -> {
            Stream stream = each.stream();
            line(
                    out,
                    "%12d %12d %12d  %-12s %s"
                            .formatted(
                                    stream.top(),
                                    stream.top() + 1 - stream.oldest(),
                                    SnapshotSize.of(stream, each.state().length),
                                    stream.epoch(),
                                    channel));
        });
    }

    private static void dropped(List<Dropped> all, PrintStream out) {
        if (all.isEmpty()) {
            return;
        }
        line(out, "", "damaged or missing:");
        all.forEach(each -> line(out, "  " + each));
        if (all.size() == Restored.MOST_DROPPED) {
            line(out, "  and more");
        }
    }

    private static void line(PrintStream out, String... lines) {
        for (String each : lines) {
            out.print(TerminalSafe.text(each));
            out.print('\n');
        }
    }
}

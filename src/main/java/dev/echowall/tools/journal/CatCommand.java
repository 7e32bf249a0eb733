package dev.echowall.tools.journal;

import dev.echowall.journal.JournalException;
import dev.echowall.journal.JournalReader;
import dev.echowall.journal.JournalReader.Entry;
import dev.echowall.journal.JournalRecord;
import dev.echowall.tools.link.StatusPrinter;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints the records of a journal, one a line. */
@Command(
        name = "cat",
        header = "Print what is in a journal, one record on each line.",
        description = {
            "",
            "The records of all files in the order in which they were written, also those that later ones have replaced. What"
                    + " is damaged is printed as a line of its own. At the end of a file that is being written this can be a"
                    + " record that is not complete yet.",
            ""
        },
        parameterListHeading = "",
        exitCodeList = {
            "0:everything was read",
            "1:the directory cannot be read, or holds no journal",
            "2:invalid command line",
            "3:some of it is damaged; the output says where"
        })
final class CatCommand implements Callable<Integer> {
    /** After so many lines it looks whether somebody still reads them. */
    private static final int LINES = 500;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private JournalCommand parent;

    @Parameters(paramLabel = "DIR", description = "The journal's directory (journal.directory).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Option(names = "--channel", paramLabel = "NAME", description = "Only records of this channel, and damage.")
    private @Nullable String channel;

    @Option(names = "--json", description = "Each line is a JSON object, with whole payloads.")
    private boolean json;

    private boolean empty = true;
    private boolean damaged;
    private long lines;

    /** Nobody reads the output any more. */
    private static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public Integer call() {
        StatusPrinter status = new StatusPrinter(parent.err(), false);
        try {
            new JournalReader(directory).forEach(this::print);
        } catch (JournalException failed) {
            parent.out().flush();
            status.say("echowall: " + failed.getMessage());
            return JournalCommand.UNREADABLE;
        } catch (OutputClosed gone) {
            status.say("echowall: standard output was closed");
            return JournalCommand.UNREADABLE;
        }
        parent.out().flush();
        if (empty) {
            status.say("echowall: there is no journal in " + directory);
            return JournalCommand.UNREADABLE;
        }
        return damaged ? JournalCommand.DAMAGED : 0;
    }

    private void print(Entry entry) {
        empty = false;
        damaged |= entry.record() == null;
        if (channel != null && entry.record() != null && !isOf(channel, entry.record())) {
            return;
        }
        PrintStream out = parent.out();
        out.print(json ? RecordJson.of(entry) : RecordText.of(entry));
        out.print('\n');
        lines++;
        if (lines % LINES == 0 && out.checkError()) {
            throw new OutputClosed();
        }
    }

    private static boolean isOf(String channel, JournalRecord record) {
        return record instanceof JournalRecord.OfStream of
                && of.channel().value().equals(channel);
    }
}

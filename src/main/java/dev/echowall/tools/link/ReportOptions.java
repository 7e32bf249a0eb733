package dev.echowall.tools.link;

import java.io.PrintStream;
import picocli.CommandLine.Option;

/** Options for the progress and the report of a run. */
public final class ReportOptions {
    @Option(names = "--json", description = "The report as one JSON object.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    public Progress progress(PrintStream err, boolean errIsTerminal) {
        return new Progress(err, errIsTerminal, quiet);
    }

    public void print(Report report, PrintStream out) {
        out.print(json ? report.json() + "\n" : report.text());
        out.flush();
    }
}

package dev.echowall.tools.bench;

import dev.echowall.app.Subcommand;
import dev.echowall.tools.link.ConnectFailures;
import dev.echowall.tools.link.CountConverter;
import dev.echowall.tools.link.DurationConverter;
import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Progress;
import dev.echowall.tools.link.ReportOptions;
import dev.echowall.tools.link.ShutdownHook;
import dev.echowall.tools.link.StatusPrinter;
import dev.echowall.tools.link.Target;
import dev.echowall.tools.link.Terminal;
import dev.echowall.tools.link.TerminalSafe;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code echowall bench}: measures the throughput and the cost of a WebSocket server. */
@Command(
        name = "bench",
        header = "Measure the fan-out of any WebSocket server.",
        description = {
            "",
            "Connects many clients, publishes at a steady rate, and reports how long messages took to reach each client,"
                    + " how many were lost, and with --pid how much CPU and memory the server used. Messages are sent on"
                    + " schedule whether or not earlier ones have arrived, and latency is measured from when a message was"
                    + " due, so that stalls of the server are visible. See docs/bench.md for how to measure fairly."
        },
        exitCodeList = {
            "0:all connected, everything arrived",
            "1:some clients did not connect, or messages were lost; the report has details",
            "2:invalid command line",
            "130:Ctrl-C; the report is still printed"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echowall bench",
            "  echowall bench --connections 1000 --rate 100 \\",
            "    --pid $(pgrep -f 'echowall.jar serve')",
            "  echowall bench --rate 1000 --burst 100 --json | jq .latency_ms.p99",
            "  echowall bench --url ws://localhost:9000/s \\",
            "    --publish-url http://localhost:9000/p",
            "  echowall bench --rate 0 --connections 5000 --duration 1m --pid 4711",
            "  echowall bench --rate 0 --connections 1000 --times 40 --duration 1s"
        })
public final class BenchCommand implements Subcommand {
    private static final int NOT_ALL = 1;
    private static final int POSTING = 4;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean errIsTerminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "ws://localhost:8080/ws/echo:bench",
            converter = Target.Converter.class,
            description = "Where the clients connect. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default
    private Target url;

    @Option(
            names = "--publish-url",
            paramLabel = "URL",
            converter = PublishTarget.Converter.class,
            description = {
                "Where messages are published: as text messages on a WebSocket (ws://, wss://), or by POST (http://,"
                        + " https://) on persistent connections with pipelining. Default: on a WebSocket to the same URL."
            })
    private @Nullable PublishTarget publishUrl;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Connections to publish with, used in turn; with several, messages may be reordered."
                    + " Default: 1, and " + POSTING + " for POST.")
    private @Nullable Integer publishers;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "100",
            converter = CountConverter.class,
            description = "Number of clients. Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            converter = RateConverter.class,
            description = "Messages per second, each to all clients; 0: none, to measure handshakes and idle memory."
                    + " Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "1",
            converter = CountConverter.class,
            description = "Messages sent at a time; there are --rate / N bursts per second. Default: ${DEFAULT-VALUE}")
    private int burst;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "128",
            converter = CountConverter.class,
            description = "Size of a message, at least " + PayloadTag.BYTES + ". Default: ${DEFAULT-VALUE}")
    private int size;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long to publish before measuring, because Java code is compiled while it runs."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration warmup = Duration.ofSeconds(5);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long to publish, or with --rate 0 to keep connections open. Default: ${DEFAULT-VALUE}")
    private Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to wait for the response to a handshake, and at the end for missing messages."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--pid",
            paramLabel = "PID",
            arity = "1..*",
            split = ",",
            converter = ProcessConverter.class,
            description = "A process of the server on this machine, whose CPU and memory are reported. Several,"
                    + " separated by blanks or commas, are added up.")
    private List<Long> processes = new ArrayList<>();

    @Option(
            names = "--handshakes",
            paramLabel = "N",
            defaultValue = "100",
            converter = CountConverter.class,
            description = "Most handshakes in progress at a time. Default: ${DEFAULT-VALUE}")
    private int opening;

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "1",
            converter = CountConverter.class,
            description =
                    "All clients connect this many times and disconnect in between, to measure handshakes per second,"
                            + " in the second half of the rounds. Default: ${DEFAULT-VALUE}")
    private int times;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            converter = CountConverter.class,
            description = "Threads for receiving. Default: ${DEFAULT-VALUE}")
    private int loops;

    @Mixin
    private ReportOptions reporting = new ReportOptions();

    @ArgGroup(exclusive = false, validate = false, heading = "%nThe handshake:%n")
    private HandshakeOptions handshake = new HandshakeOptions();

    /** With the standard streams of the process. */
    public BenchCommand() {
        this(System.out, System.err, Terminal.is(2));
    }

    BenchCommand(PrintStream out, PrintStream err, boolean errIsTerminal) {
        this.out = out;
        this.err = err;
        this.errIsTerminal = errIsTerminal;
    }

    @Override
    public Integer call() {
        BenchPlan plan = plan();
        Progress progress = reporting.progress(err, errIsTerminal);
        try (BenchRun run = new BenchRun(plan, progress::show)) {
            // If it is ended early, the report is still printed.
            ShutdownHook hook = new ShutdownHook(run::interrupt, timeout);
            try {
                return run(plan, run, progress);
            } finally {
                hook.cancel();
            }
        } catch (IOException e) {
            new StatusPrinter(err, false).say("cannot connect: " + ConnectFailures.why(e, plan.target(), timeout));
            return NOT_ALL;
        }
    }

    private int run(BenchPlan plan, BenchRun run, Progress progress) {
        if (run.connect() == 0) {
            progress.end();
            run.troubles().forEach((what, count) -> new StatusPrinter(err, false).say(what));
            return NOT_ALL;
        }
        BenchResult result = plan.idle() ? run.hold() : run.publish();
        progress.end();
        BenchReport report = new BenchReport(plan, result);
        reporting.print(report, out);
        return report.clean() ? 0 : NOT_ALL;
    }

    private BenchPlan plan() {
        if (size < PayloadTag.BYTES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--size is " + size + ": a message needs " + PayloadTag.BYTES + " bytes at least");
        }
        PublishTarget publish = publishUrl == null ? new PublishTarget(url, false) : publishUrl;
        return new BenchPlan(
                url,
                publish,
                handshake,
                connections,
                opening,
                times,
                rate,
                size,
                burst,
                publishers == null ? publish.posting() ? POSTING : 1 : publishers,
                loops,
                warmup,
                duration,
                timeout,
                processes);
    }

    /** For picocli: a count, or 0. */
    static final class RateConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String typed) {
            if (!typed.matches("[0-9]{1,9}")) {
                throw new TypeConversionException(
                        "'" + TerminalSafe.text(typed) + "' is not a number from 0 to 999999999");
            }
            return Integer.valueOf(typed);
        }
    }

    /** For picocli. */
    static final class ProcessConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String typed) {
            if (!typed.matches("[0-9]{1,9}") || !ProcessUsage.readable(Long.parseLong(typed))) {
                throw new TypeConversionException(
                        "'" + TerminalSafe.text(typed) + "' is not a process on this machine (Linux, from /proc)");
            }
            return Long.valueOf(typed);
        }
    }
}

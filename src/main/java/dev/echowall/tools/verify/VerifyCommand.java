package dev.echowall.tools.verify;

import dev.echowall.app.Subcommand;
import dev.echowall.tools.link.ApiOptions;
import dev.echowall.tools.link.CountConverter;
import dev.echowall.tools.link.DurationConverter;
import dev.echowall.tools.link.Progress;
import dev.echowall.tools.link.ReportOptions;
import dev.echowall.tools.link.ShutdownHook;
import dev.echowall.tools.link.StatusPrinter;
import dev.echowall.tools.link.Target;
import dev.echowall.tools.link.Terminal;
import dev.echowall.tools.link.TerminalSafe;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code echowall verify}: checks whether a deployment keeps Echowall's guarantees. */
@Command(
        name = "verify",
        header = "Check that a running deployment does not lose, repeat or reorder publications.",
        description = {
            "",
            "Publishes to channels of its own in the namespace echo, subscribes to them over every transport, resumes"
                    + " connections that are lost, records what was sent, acknowledged and delivered, and checks the"
                    + " recording. It can run on a production deployment; kill instances meanwhile to see that nothing is"
                    + " lost. docs/verify.md explains each anomaly."
        },
        exitCodeList = {
            "0:no anomaly",
            "1:anomalies; the report lists them",
            "2:invalid command line",
            "3:could not connect, or nothing was accepted",
            "130:Ctrl-C; the report is still printed"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echowall verify",
            "  echowall verify --url https://wall.example.org --duration 5m --rate 50",
            "  echowall verify --json --duration 1m --rate 2000 --channels 20 \\",
            "    --subscribers 80 | jq .anomalies"
        })
public final class VerifyCommand implements Subcommand {
    private static final int FOUND = 1;
    private static final int NOT_CONNECTED = 3;
    private static final int PUBLISHERS_PER_CHANNEL = 4;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean errIsTerminal;

    @Option(
            names = "--url",
            paramLabel = "URL",
            split = ",",
            defaultValue = "http://localhost:8080",
            converter = Target.Converter.class,
            description = "The public address. Several, separated by commas or repeated, are used in turn, to check"
                    + " instances without a proxy. Default: ${DEFAULT-VALUE}")
    private List<Target> servers = List.of();

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to publish. Default: ${DEFAULT-VALUE}")
    private Duration duration = Duration.ofSeconds(30);

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "200",
            converter = CountConverter.class,
            description = "Publications per second over all channels. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--channels",
            paramLabel = "N",
            defaultValue = "4",
            converter = CountConverter.class,
            description = "Number of channels. Default: ${DEFAULT-VALUE}")
    private int channels;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Number of publishers, each of which waits for its acknowledgements. Default: 4 per channel.")
    private @Nullable Integer publishers;

    @Option(
            names = "--subscribers",
            paramLabel = "N",
            defaultValue = "16",
            converter = CountConverter.class,
            description = "Number of subscribers, each of one channel. Default: ${DEFAULT-VALUE}")
    private int subscribers;

    @Option(
            names = "--transports",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "ws,sse,poll,centrifugal",
            converter = TransportConverter.class,
            description = "Transports of the subscribers, in turn. Default: ${DEFAULT-VALUE}")
    private List<String> transports = List.of();

    @Option(names = "--no-ticks", description = "Do not check the channel time.")
    private boolean noTicks;

    @Option(
            names = "--filler",
            paramLabel = "N",
            defaultValue = "100",
            converter = CountConverter.class,
            description = "Most characters of filler in a payload. Default: ${DEFAULT-VALUE}")
    private int filler;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to wait for an acknowledgement, and at the end for missing publications."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--again",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long after its acknowledgement a publication may be sent again with its key, to check"
                    + " that it is not accepted twice. The sum of this and --patience must be less than the server's"
                    + " limits.idempotency-window. Default: ${DEFAULT-VALUE}")
    private Duration again = Duration.ofSeconds(60);

    @Mixin
    private ReportOptions reporting = new ReportOptions();

    /** With the standard streams of the process. */
    public VerifyCommand() {
        this(System.out, System.err, Terminal.is(2));
    }

    VerifyCommand(PrintStream out, PrintStream err, boolean errIsTerminal) {
        this.out = out;
        this.err = err;
        this.errIsTerminal = errIsTerminal;
    }

    @Override
    public Integer call() {
        VerifyPlan plan = plan();
        try (VerifyRun run = new VerifyRun(plan)) {
            // If it is ended early, the report is still printed.
            ShutdownHook hook = new ShutdownHook(run::interrupt, timeout.multipliedBy(3));
            try {
                return run(plan, run);
            } finally {
                hook.cancel();
            }
        }
    }

    private int run(VerifyPlan plan, VerifyRun run) {
        Progress progress = reporting.progress(err, errIsTerminal);
        String trouble = run.subscribe();
        run.subscriberGroup().unserved().forEach(label -> progress.say("no " + label + " here (404): left out"));
        if (!trouble.isEmpty()) {
            new StatusPrinter(err, false)
                    .say("could not subscribe at " + plan.servers().get(0).http() + ": " + trouble);
            return NOT_CONNECTED;
        }
        run.publish(() -> progress.show(run.on(() -> summary(run.statistics()))));
        progress.show("waiting until everything has arrived");
        run.settle();
        progress.end();
        VerifyReport report = new VerifyReport(plan, run);
        reporting.print(report, out);
        if (report.empty()) {
            new StatusPrinter(err, false).say("nothing was acknowledged, so nothing was verified");
            return NOT_CONNECTED;
        }
        return report.clean() ? 0 : FOUND;
    }

    private static String summary(RunStatistics statistics) {
        return String.format(
                Locale.ROOT,
                "%,d acknowledged, %,d delivered, %d cut, %d resumed",
                statistics.acknowledgements().count(),
                statistics.deliveries().count(),
                statistics.cuts(),
                statistics.resumes());
    }

    private VerifyPlan plan() {
        return new VerifyPlan(
                servers,
                api.route(System.getenv(), new StatusPrinter(err, false)),
                duration,
                rate,
                channels,
                publishers == null ? PUBLISHERS_PER_CHANNEL * channels : Math.max(publishers, channels),
                subscribers,
                transports,
                !noTicks,
                timeout,
                again,
                filler);
    }

    /** For picocli. */
    static final class TransportConverter implements ITypeConverter<String> {
        @Override
        public String convert(String typed) {
            if (!List.of("ws", "sse", "poll", "centrifugal").contains(typed)) {
                throw new TypeConversionException(
                        "'" + TerminalSafe.text(typed) + "' is not a transport: ws, sse, poll or centrifugal");
            }
            return typed;
        }
    }
}

package dev.echowall.tools.client;

import dev.echowall.app.Subcommand;
import dev.echowall.tools.link.Backoff;
import dev.echowall.tools.link.CountConverter;
import dev.echowall.tools.link.DurationConverter;
import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.ShutdownHook;
import dev.echowall.tools.link.StatusPrinter;
import dev.echowall.tools.link.Target;
import dev.echowall.tools.link.Terminal;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code echowall client}: prints messages, sends what is typed, and reports which side closed. */
@Command(
        name = "client",
        header = "Print the messages of a WebSocket server, and send what you type.",
        description = {
            "",
            "Messages are printed to standard output, one per line, and nothing else is, so that it can be piped. The state"
                    + " of the connection is printed to standard error. Text is printed unchanged; on a terminal, control"
                    + " characters are printed as escapes (\\x1b). Binary is printed as its length and bytes:"
                    + " 'binary 5 bytes: 68 65 6c 6c 6f'.",
            "",
            "Each line of standard input is sent as a text message. The end of a pipe does not end the client: it continues"
                    + " to print until --count, --timeout, the server or Ctrl-C ends it. On a terminal Ctrl-D ends it.",
            ""
        },
        parameterListHeading = "",
        exitCodeList = {
            "0:--count was reached, --timeout was up, or the server closed with 1000 or without a code",
            "1:no connection: there was no answer, or the server refused",
            "2:invalid command line",
            "3:the connection was lost, or closed with a code other than 1000",
            "4:--timeout was up, or the server closed, before --count was reached",
            "130:Ctrl-C"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echowall client ws://localhost:8080/ws/time",
            "  echowall client -q --count 1 localhost:8080/ws/time",
            "  echo hello | echowall client --timeout 2s ws://localhost:8080/ws/echo",
            "  echowall client --json --reconnect ws://localhost:8080/ws | jq -r .data",
            "",
            "With --json each message is one object:",
            "  {\"time\":1763800000000,\"type\":\"text\",\"data\":\"hello\"}",
            "  {\"time\":1763800000000,\"type\":\"binary\",\"b64data\":\"aGVsbG8=\"}",
            "The time is when it arrived, in ms since 1970. The end of a connection is reported on standard error."
        })
public final class ClientCommand implements Subcommand {
    private static final Duration FIRST_CEILING = Duration.ofMillis(100);
    private static final Duration LAST_CEILING = Duration.ofSeconds(10);

    private final StandardInput input;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private volatile @Nullable Client running;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            defaultValue = "ws://localhost:8080/ws",
            converter = Target.Converter.class,
            description = "Where to connect: ws://, wss://, http://, https://, or host:port/path."
                    + " Default: ${DEFAULT-VALUE}")
    private @Nullable Target target;

    @Option(
            names = {"-x", "--execute"},
            paramLabel = "MESSAGE",
            description = "Send this after connecting (each time) and do not read standard input. Repeatable.")
    private List<String> execute = new ArrayList<>();

    @Option(
            names = "--count",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "End after N messages.")
    private @Nullable Integer count;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End after this time: 500ms, 10s, 2m, 1h.")
    private @Nullable Duration timeout;

    @Option(
            names = "--ping",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Ping the server at this interval; close with 4012 if a ping is not answered before the next.")
    private @Nullable Duration ping;

    @Option(
            names = "--reconnect",
            description = {
                "Reconnect when the connection is lost, refused with 408, 429 or 5xx, or closed by the server, after"
                        + " a random time up to 100 ms, 200 ms, ... 10 seconds. Messages sent meanwhile are not fetched. Not"
                        + " after 1000, 1002, 1003, 1007 to 1010, 4009 and 4500 to 4999, which would happen again."
            })
    private boolean reconnect;

    @Option(names = "--json", description = "Print each message as a JSON object.")
    private boolean json;

    @Option(names = "--full", description = "Print long binary messages completely.")
    private boolean full;

    @ArgGroup(exclusive = false, validate = false, heading = "%nThe handshake:%n")
    private HandshakeOptions handshake = new HandshakeOptions();

    @Option(
            names = {"-q", "--quiet"},
            description = "Print only messages, and nothing to standard error.")
    private boolean quiet;

    /** With the standard streams of the process. */
    public ClientCommand() {
        this(new StandardInput(System.in, Terminal.is(0)), System.out, System.err, Terminal.is(1));
    }

    /** With other streams, none of which is a terminal. */
    public ClientCommand(InputStream in, PrintStream out, PrintStream err) {
        this(new StandardInput(in, false), out, err, false);
    }

    ClientCommand(StandardInput input, PrintStream out, PrintStream err, boolean outIsTerminal) {
        this.input = input;
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ClientPlan plan = plan();
        Rendering rendering = json ? new JsonRendering() : new PlainRendering(outIsTerminal, full);
        Backoff backoff = new Backoff(
                FIRST_CEILING, LAST_CEILING, () -> ThreadLocalRandom.current().nextDouble());
        try (Connector connector = new Connector(plan)) {
            Client client = new Client(
                    plan, connector, new MessagePrinter(out, rendering), new StatusPrinter(err, quiet), backoff);
            running = client;
            ShutdownHook hook = new ShutdownHook(this::interrupt);
            try {
                return client.run(execute.isEmpty() ? input : null).number();
            } finally {
                hook.cancel();
            }
        }
    }

    /** For Ctrl-C: closes with 1000 and lets {@link #call} return 130. Returns when the connection is closed. */
    void interrupt() {
        Client client = running;
        if (client != null) {
            try {
                client.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ClientPlan plan() {
        return new ClientPlan(
                target == null ? Target.of("ws://localhost:8080/ws") : target,
                handshake,
                count,
                timeout,
                ping,
                reconnect,
                execute);
    }
}

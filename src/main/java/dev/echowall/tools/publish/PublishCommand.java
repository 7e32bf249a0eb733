package dev.echowall.tools.publish;

import dev.echowall.app.Subcommand;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.tools.link.ApiOptions;
import dev.echowall.tools.link.ClientRuntime;
import dev.echowall.tools.link.DurationConverter;
import dev.echowall.tools.link.PublishClient;
import dev.echowall.tools.link.PublishReply;
import dev.echowall.tools.link.PublishRoute;
import dev.echowall.tools.link.RetryingPublisher;
import dev.echowall.tools.link.StatusPrinter;
import dev.echowall.tools.link.Target;
import dev.echowall.tools.link.TerminalSafe;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code echowall publish}: each line of standard input becomes a publication, whose position is printed to standard
 * output.
 */
@Command(
        name = "publish",
        header = "Publish lines and print the position of each.",
        description = {
            "",
            "Publishes each line of standard input to CHANNEL, one after the other, and prints its position 'epoch:offset'"
                    + " when it is acknowledged, that is, stored by as many instances as the cluster is configured to."
                    + " Nothing else is printed to standard output. The first line that is not accepted ends the command.",
            "",
            "Temporary failures (no connection, 429, 5xx) are retried until --timeout. Each line has an idempotency key, so"
                    + " a line whose response was lost is not published twice.",
            ""
        },
        parameterListHeading = "",
        exitCodeList = {
            "0:everything was published",
            "1:refused; standard error has the name of the error",
            "2:invalid command line",
            "3:no answer within --timeout; the line may have been published"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo hello | echowall publish echo",
            "  echowall publish echo:kitchen -m 'tea is ready' -m 'it is getting cold'",
            "  jq -c .[] orders.json |",
            "    echowall publish news --json --api http://127.0.0.1:9081",
            "",
            "With --key-prefix each key is the prefix and the number of the line. If the same"
                    + " input is published again within the server's limits.idempotency-window (2 minutes), nothing is"
                    + " published twice, and the same positions are printed."
        })
public final class PublishCommand implements Subcommand {
    private static final int REFUSED = 1;
    private static final int UNANSWERED = 3;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(
            paramLabel = "CHANNEL",
            converter = ChannelConverter.class,
            description = "The channel to publish to, for example echo.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ChannelName channel;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://localhost:8080",
            converter = Target.Converter.class,
            description = "The public address, for channels where anyone may publish. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default
    private Target url;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @ArgGroup
    private @Nullable Form form;

    static final class Form {
        @Option(names = "--json", description = "Lines are JSON values.")
        private boolean json;

        @Option(names = "--hex", description = "Lines are bytes in hexadecimal, published as BINARY.")
        private boolean hex;
    }

    @Option(
            names = {"-m", "--message"},
            paramLabel = "MESSAGE",
            description = "Publish this and do not read standard input. Repeatable.")
    private List<String> messages = new ArrayList<>();

    @Option(
            names = "--key-prefix",
            paramLabel = "PREFIX",
            description = "Idempotency keys are this plus the number of the line. Default: random keys.")
    private @Nullable String keyPrefix;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to try each line: 500ms, 10s, 1m. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration timeout;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing to standard error except the error that ends the command.")
    private boolean quiet;

    /** With the standard streams of the process. */
    public PublishCommand() {
        this(System.in, System.out, System.err);
    }

    PublishCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        try (ClientRuntime runtime = new ClientRuntime(1)) {
            StatusPrinter status = new StatusPrinter(err, quiet);
            Duration attempt = timeout.compareTo(PublishRoute.ATTEMPT) < 0 ? timeout : PublishRoute.ATTEMPT;
            PublishClient client = api.route(System.getenv(), status)
                    .client(runtime.http(), List.of(url), attempt, (server, nanos) -> {});
            RetryingPublisher publisher = new RetryingPublisher(
                    runtime.vertx(), client, timeout, reply -> status.say(reply.sentence() + "; trying again"));
            return messages.isEmpty() ? lines(publisher) : all(publisher);
        }
    }

    private int all(RetryingPublisher publisher) {
        int number = 0;
        int code = 0;
        while (code == 0 && number < messages.size()) {
            code = publish(publisher, messages.get(number), ++number);
        }
        return code;
    }

    private int lines(RetryingPublisher publisher) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int number = 0;
        int code = 0;
        for (String line = lines.readLine(); line != null && code == 0; line = code == 0 ? lines.readLine() : null) {
            code = publish(publisher, line, ++number);
        }
        return code;
    }

    /** @return the exit code; 0 to continue */
    private int publish(RetryingPublisher publisher, String line, int number) {
        Payload payload;
        try {
            payload = payload(line);
        } catch (DecodeException | IllegalArgumentException e) {
            return fail(number, form != null && form.json ? "not JSON" : "not hexadecimal", REFUSED);
        }
        String key = keyPrefix == null ? UUID.randomUUID().toString() : keyPrefix + number;
        RetryingPublisher.Outcome outcome =
                publisher.publish(channel.toString(), payload, key).await();
        if (outcome.last() instanceof PublishReply.Acknowledged done) {
            out.println(done.position());
            // The reader of the positions has gone, which ends the command like any filter.
            return out.checkError() ? fail(number, "standard output was closed", REFUSED) : 0;
        }
        String doubt = outcome.open() ? " (it may have been published)" : "";
        boolean refused = outcome.last() instanceof PublishReply.Refused
                && !outcome.last().temporary();
        return fail(number, outcome.last().sentence() + doubt, refused ? REFUSED : UNANSWERED);
    }

    private int fail(int number, String why, int code) {
        new StatusPrinter(err, false).say("line " + number + ": " + why);
        return code;
    }

    private Payload payload(String line) {
        if (form != null && form.hex) {
            return Payload.binary(HexFormat.of().parseHex(line.replace(" ", "")));
        }
        if (form != null && form.json) {
            // The server would report it as well, but this names the line before anything is sent.
            Json.decodeValue(line);
            return Payload.json(line);
        }
        return Payload.text(line);
    }

    /** For picocli. */
    static final class ChannelConverter implements ITypeConverter<ChannelName> {
        @Override
        public ChannelName convert(String typed) {
            try {
                return ChannelName.of(typed);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'" + TerminalSafe.text(typed) + "' is no channel: " + e.getMessage());
            }
        }
    }
}

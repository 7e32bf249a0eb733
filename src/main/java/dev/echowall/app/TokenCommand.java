package dev.echowall.app;

import dev.echowall.channel.ChannelName;
import dev.echowall.config.AuthConfig;
import dev.echowall.config.Config;
import dev.echowall.config.ConfigException;
import dev.echowall.config.Durations;
import dev.echowall.identity.Cap.Right;
import dev.echowall.identity.TokenSigner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Makes a token for trying out, or explains one. */
@Command(
        name = "token",
        header = "Make a token to try things out, or check one.",
        description = {
            "",
            "A token is signed with the secret of the configuration (auth.hmac-secret). --check says whether an instance with"
                    + " this configuration would accept a token, and what its bearer may do."
        },
        exitCodeList = {
            "0:a token was made, or the token is valid",
            "1:the token is not valid; the output says why",
            "2:invalid command line or configuration, or the configuration has no key"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  export ECHOWALL_AUTH_HMAC_SECRET=$(openssl rand -hex 32)",
            "  echowall token --user 42 --channels 'news:*' --expires 1h",
            "  echowall token --user 42 | echowall token --check"
        })
final class TokenCommand implements Callable<Integer> {
    private static final int NOT_VALID = 1;
    private static final int WRONG = 2;
    private static final String STANDARD_INPUT = "-";

    /** More than any token: what follows is not read. */
    private static final int LONGEST_LINE = 1 << 20;

    @Option(
            names = {"--conf", "-conf", "--config", "-c"},
            paramLabel = "FILE",
            description =
                    "The configuration of the instances. Default: the defaults and the environment, as for serve.")
    @Nullable
    Path conf;

    @Option(names = "--user", paramLabel = "ID", description = "The user that the token is for (sub). Default: none.")
    String user = "";

    @Option(
            names = "--channels",
            paramLabel = "NAME|PATTERN",
            description = {
                "A channel that the bearer may use even if its namespace does not allow it (caps): its name, or the beginning of"
                        + " names and a *. Repeatable."
            })
    List<String> channels = new ArrayList<>();

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "RIGHT",
            converter = RightConverter.class,
            description = "What the bearer may do there: sub, pub, hst, prs. Default: all of them.")
    List<Right> allow = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long the token is valid: 30s, 10m, 1h, 7d. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1h")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Duration expires;

    @Option(
            names = "--subscribe",
            paramLabel = "CHANNEL",
            description = "Make a subscription token for this channel instead of a token for a connection.")
    @Nullable
    String subscribe;

    @Option(
            names = "--check",
            arity = "0..1",
            fallbackValue = STANDARD_INPUT,
            paramLabel = "TOKEN|-",
            description = {
                "Check this token: say whether it is valid, for whom, until when, and what its bearer may do. Without a value, or"
                        + " with -, the token is read from standard input, so that it does not appear in the list of processes."
            })
    @Nullable
    String check;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    static final class RightConverter implements ITypeConverter<Right> {
        @Override
        public Right convert(String typed) {
            return Arrays.stream(Right.values())
                    .filter(each -> each.label().equals(typed.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("a right is sub, pub, hst or prs"));
        }
    }

    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String typed) {
            try {
                return Durations.parse(typed);
            } catch (IllegalArgumentException bad) {
                throw new TypeConversionException(bad.getMessage());
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        AuthConfig auth;
        Config config;
        try {
            config = Config.load(conf, ServeCommand.keys(System.getenv())).config();
            auth = config.auth();
        } catch (ConfigException wrong) {
            wrong.lines().forEach(line -> spec.commandLine().getErr().println("echowall: " + line));
            return WRONG;
        }
        return check == null ? make(auth) : explain(config, check);
    }

    private int make(AuthConfig auth) {
        String secret = auth.hmacSecret();
        if (secret == null) {
            spec.commandLine()
                    .getErr()
                    .println("echowall: there is no secret to make a token with (auth.hmac-secret, or"
                            + " ECHOWALL_AUTH_HMAC_SECRET)"
                            + (auth.hasKeys() ? "; those of public keys are made by who has the private key" : ""));
            return WRONG;
        }
        Map<String, Object> claims = new LinkedHashMap<>();
        if (!user.isEmpty()) {
            claims.put("sub", user);
        }
        long now = Instant.now().getEpochSecond();
        claims.put("iat", now);
        claims.put("exp", now + expires.toSeconds());
        if (auth.issuer() != null) {
            claims.put("iss", auth.issuer());
        }
        if (auth.audience() != null) {
            claims.put("aud", auth.audience());
        }
        if (subscribe != null) {
            claims.put("channel", checked(subscribe, subscribe));
        }
        if (!channels.isEmpty()) {
            claims.put("caps", List.of(Map.of("channels", patterns(), "allow", rights())));
        }
        spec.commandLine().getOut().println(TokenSigner.sign(secret.getBytes(StandardCharsets.UTF_8), claims));
        return 0;
    }

    private List<String> patterns() {
        if (subscribe != null) {
            throw wrong("--channels is for connection tokens, --subscribe makes one for a channel");
        }
        channels.forEach(each -> checked(each, each.endsWith("*") ? each.substring(0, each.length() - 1) + "x" : each));
        return channels;
    }

    private List<String> rights() {
        List<Right> all = allow.isEmpty() ? List.of(Right.values()) : allow;
        return all.stream().map(Right::label).toList();
    }

    private String checked(String typed, String name) {
        try {
            ChannelName.of(name);
            return typed;
        } catch (IllegalArgumentException bad) {
            throw wrong("'" + typed + "': " + bad.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private int explain(Config config, String given) throws IOException {
        if (!config.auth().hasKeys()) {
            spec.commandLine()
                    .getErr()
                    .println("echowall: there is no key to check it with (auth.hmac-secret, auth.public-keys,"
                            + " auth.jwks-url)");
            return WRONG;
        }
        String token = given.equals(STANDARD_INPUT) ? fromStandardInput() : given;
        return new TokenReport(spec.commandLine().getOut()).write(config, token.strip()) ? 0 : NOT_VALID;
    }

    private static String fromStandardInput() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        char[] line = new char[LONGEST_LINE];
        int length = 0;
        for (int more = in.read(line, 0, line.length); more > 0; more = in.read(line, length, line.length - length)) {
            length += more;
        }
        return new String(line, 0, length);
    }
}

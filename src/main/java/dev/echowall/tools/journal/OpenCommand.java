package dev.echowall.tools.journal;

import dev.echowall.tools.link.ApiKeyOptions;
import dev.echowall.tools.link.ClientRuntime;
import dev.echowall.tools.link.ManagementClient;
import dev.echowall.tools.link.ManagementClient.Answer;
import dev.echowall.tools.link.ManagementClient.Unanswered;
import dev.echowall.tools.link.StatusPrinter;
import dev.echowall.tools.link.Target;
import dev.echowall.tools.link.TerminalSafe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Tells an instance not to wait for journals that will not come. */
@Command(
        name = "open",
        header = "Open a cluster that waits for journals which will not come.",
        description = {
            "",
            "After all instances were down, a cluster stays closed until enough of them have come back with their journals"
                    + " (waits_for of /health/ready). If some are lost for good, this opens it with those that are there: ask"
                    + " one instance that waits, and the others learn it within a second.",
            "",
            "What only the missing instances had acknowledged is lost. Clients that resume beyond what is left are told of a"
                    + " gap. If a missing journal comes back later, what it has is not taken.",
            ""
        },
        exitCodeList = {
            "0:opened; the output says without whom",
            "1:refused, or the instance does not wait for journals",
            "2:invalid command line, or without --i-know-what-is-lost",
            "3:no answer"
        })
final class OpenCommand implements Callable<Integer> {
    private static final int REFUSED = 1;
    private static final int NOT_CONFIRMED = 2;
    private static final int UNANSWERED = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private JournalCommand parent;

    @Option(names = "--i-know-what-is-lost", description = "Without this, the command only says what would be lost.")
    private boolean confirmed;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9080",
            converter = Target.Converter.class,
            description = "The instance's management address. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default
    private Target url;

    @Mixin
    private ApiKeyOptions key = new ApiKeyOptions();

    @Override
    public Integer call() {
        StatusPrinter status = new StatusPrinter(parent.err(), false);
        if (!confirmed) {
            status.say(
                    "echowall: what only the missing instances had acknowledged would be lost for good, and clients that"
                            + " resume beyond what is left would be told of a gap; if you know that, add --i-know-what-is-lost");
            return NOT_CONFIRMED;
        }
        try (ClientRuntime runtime = new ClientRuntime(1)) {
            Answer answer = new ManagementClient(runtime.http(), url, key.key(System.getenv(), status), PATIENCE)
                    .post("/journal/open")
                    .await();
            return report(answer, status);
        } catch (Unanswered failed) {
            status.say("echowall: " + failed.getMessage());
            return UNANSWERED;
        }
    }

    private int report(Answer answer, StatusPrinter status) {
        if (answer.status() == 200
                && answer.body().getValue("result") instanceof JsonObject result
                && result.getValue("opened_without") instanceof JsonArray without) {
            String names = without.stream().map(String::valueOf).collect(Collectors.joining(", "));
            parent.out().print(TerminalSafe.text("opened without " + names) + "\n");
            parent.out().flush();
            return 0;
        }
        status.say("echowall: " + answer.refusal());
        return REFUSED;
    }
}

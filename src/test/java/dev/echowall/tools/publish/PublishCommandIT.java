package dev.echowall.tools.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.FreePorts;
import dev.echowall.testing.NodeProcess;
import dev.echowall.tools.link.ToolRun;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PublishCommandIT {
    @SuppressWarnings("NullAway.Init") // set before any test
    private static NodeProcess node;

    @BeforeAll
    static void start() {
        node = NodeProcess.single("");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static ToolRun publish(String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return ToolRun.of((out, err) -> new PublishCommand(in, out, err), arguments);
    }

    @Test
    void each_line_is_published_in_order_and_its_position_printed() {
        String input =
                IntStream.rangeClosed(1, 50).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        ToolRun run = publish(input, "--url", url(), "echo:lines");
        assertThat(run.code()).as(run.said()).isZero();
        String epoch = run.printed().substring(0, run.printed().indexOf(':'));
        assertThat(run.printed().lines())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 50)
                        .mapToObj(i -> epoch + ":" + i)
                        .toList());
        assertThat(kept("echo:lines"))
                .extracting(each -> each.getString("data"))
                .containsExactlyElementsOf(input.lines().toList());
    }

    @Test
    void messages_are_published_and_standard_input_is_not_read() {
        ToolRun run = publish("typed\n", "--url", url(), "echo:messages", "-m", "one", "-m", "回音壁");
        assertThat(run.code()).as(run.said()).isZero();
        assertThat(kept("echo:messages"))
                .extracting(each -> each.getString("data"))
                .containsExactly("one", "回音壁");
    }

    @Test
    void json_lines_are_published_as_json_also_by_the_api() {
        ToolRun open = publish("{\"n\":1.50}\n", "--url", url(), "--json", "echo:json");
        ToolRun api = publish("[1,\"}\"]\n", "--api", api(), "--json", "echo:json");
        assertThat(open.code()).as(open.said()).isZero();
        assertThat(api.code()).as(api.said()).isZero();
        assertThat(kept("echo:json"))
                .extracting(each -> String.valueOf(each.getValue("data")))
                .containsExactly("{\"n\":1.5}", "[1,\"}\"]");
    }

    @Test
    void hexadecimal_lines_are_published_as_binary() {
        ToolRun open = publish("00 ff 0a\n", "--url", url(), "--hex", "echo:hex");
        ToolRun api = publish("00FF0a\n", "--api", api(), "--hex", "echo:hex");
        assertThat(open.code()).as(open.said()).isZero();
        assertThat(api.code()).as(api.said()).isZero();
        assertThat(kept("echo:hex"))
                .extracting(each -> each.getString("b64data"))
                .containsExactly("AP8K", "AP8K");
    }

    @Test
    void the_same_input_with_the_same_key_prefix_is_published_once() {
        ToolRun first = publish("a\nb\n", "--url", url(), "--key-prefix", "run-7-", "echo:keys");
        ToolRun again = publish("a\nb\n", "--url", url(), "--key-prefix", "run-7-", "echo:keys");
        assertThat(again.printed()).isEqualTo(first.printed());
        assertThat(kept("echo:keys")).hasSize(2);
    }

    @Test
    void a_refusal_is_named_and_ends_it() {
        ToolRun run = publish("a\nb\n", "--url", url(), "time");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.printed()).isEmpty();
        assertThat(run.said())
                .startsWith("line 1: refused: 403 permission_denied: ")
                .hasLineCount(1);
    }

    @Test
    void a_line_that_is_no_json_is_named_before_anything_is_sent() {
        ToolRun run = publish("{}\n{\n{}\n", "--url", url(), "--json", "echo:nojson");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.said()).isEqualTo("line 2: not JSON\n");
        assertThat(kept("echo:nojson")).hasSize(1);
    }

    @Test
    void nobody_there_is_told_when_the_time_is_up() {
        String nobody = "http://127.0.0.1:" + FreePorts.take();
        ToolRun run = publish("a\n", "--url", nobody, "--timeout", "300ms", "-q", "echo");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.said())
                .contains("no connection to " + nobody)
                .contains("connection refused")
                .hasLineCount(1);
    }

    @Test
    void a_key_on_the_command_line_is_used_and_warned_of_and_one_in_a_file_is_not_shown() throws IOException {
        Path file = Files.createTempFile("echowall", ".key");
        try {
            Files.writeString(file, "secret-of-sixteen\n");
            ToolRun typed = publish("", "--api", api(), "--api-key", "secret-of-sixteen", "-m", "a", "echo:k");
            ToolRun read = publish("", "--api", api(), "--api-key-file", file.toString(), "-m", "a", "echo:k");
            assertThat(typed.code()).as(typed.said()).isZero();
            assertThat(typed.said()).contains("shows in the process list").doesNotContain("secret");
            assertThat(read.code()).as(read.said()).isZero();
            assertThat(read.said()).doesNotContain("process list", "secret");
            Files.writeString(file, "two words");
            assertThat(publish("", "--api", api(), "--api-key-file", file.toString(), "echo")
                            .code())
                    .isEqualTo(2);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void a_channel_that_cannot_be_is_a_wrong_command_line() {
        assertThat(publish("", "no channel").code()).isEqualTo(2);
    }

    private static String url() {
        return node.http().url("");
    }

    private static String api() {
        return node.management().url("");
    }

    private static List<JsonObject> kept(String channel) {
        JsonArray publications =
                new JsonObject(node.http().get("/poll/" + channel + "?after=:0").body()).getJsonArray("publications");
        return publications.stream().map(JsonObject.class::cast).toList();
    }
}

package dev.echowall.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echowall.identity.Identity;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.testing.HookServer;
import dev.echowall.testing.TestCertificate;
import dev.echowall.testing.TimeLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The application over a real network: what it does to us, and what it is sent. */
class HooksIT {
    private static final Duration LONG = Duration.ofSeconds(4);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int ANSWER_BYTES = 10_000;
    private static final Requester FROM = new Requester("c", "websocket", "json", List.of());
    private static Vertx vertx;

    private final HookServer application = new HookServer();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        TimeLimits.await(vertx.close());
    }

    @BeforeEach
    void listen() {
        logged.start();
        ((Logger) LoggerFactory.getLogger(Hook.class)).addAppender(logged);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(Hook.class)).detachAppender(logged);
        application.close();
    }

    private static Hooks hooks(URI rpc, Duration timeout, String... headers) {
        HookOptions options =
                new HookOptions(null, rpc, Map.of(), Map.of(), timeout, List.of(headers), 8, ANSWER_BYTES);
        return Hooks.of(options, vertx, new Metrics(new SimpleMeterRegistry()));
    }

    private Hooks hooks(Duration timeout) {
        return hooks(application.url("/rpc"), timeout);
    }

    private static Refusal refusal(Hooks hooks) {
        return catchThrowableOfType(
                Refusal.class, () -> TimeLimits.await(hooks.rpc(FROM, Identity.ANONYMOUS, "m", null)));
    }

    private String reason() {
        return logged.list.get(0).getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals("reason"))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 307, 400, 404, 500, 503})
    void another_status_than_200_is_a_failure_and_a_redirect_is_not_followed(int status) {
        application.answers("/rpc", (exchange, question) -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            HookServer.send(exchange, status, status == 204 ? "" : "{\"result\":{}}");
        });
        application.answers("/elsewhere", "{\"result\":{}}");

        assertThat(refusal(hooks(LONG)).code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(application.asked("/elsewhere")).isEmpty();
        assertThat(reason()).startsWith("the answer is " + status);
    }

    @Test
    void a_question_that_the_application_cannot_do_with_does_not_open_the_circuit() {
        application.answers("/rpc", 400, "");
        Hooks hooks = hooks(LONG);
        for (int i = 0; i < 2 * Circuit.FAILURES; i++) {
            assertThat(refusal(hooks).code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        }
        assertThat(application.asked("/rpc")).hasSize(2 * Circuit.FAILURES);

        application.answers("/rpc", 500, "");
        for (int i = 0; i < 2 * Circuit.FAILURES; i++) {
            assertThat(refusal(hooks).code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        }
        assertThat(application.asked("/rpc")).hasSize(3 * Circuit.FAILURES);
    }

    @Test
    void an_application_that_does_not_answer_in_time_is_a_failure() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        application.answers("/rpc", (exchange, question) -> over.await(10, TimeUnit.SECONDS));

        assertThat(refusal(hooks(SHORT)).code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(reason()).contains("300 ms (hooks.timeout)");
        over.countDown();
    }

    @Test
    void so_is_one_that_begins_to_answer_and_never_ends() {
        CountDownLatch over = new CountDownLatch(1);
        application.answers("/rpc", (exchange, question) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            over.await(10, TimeUnit.SECONDS);
        });

        assertThat(refusal(hooks(SHORT)).code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(reason()).contains("hooks.timeout");
        over.countDown();
    }

    @Test
    void an_answer_has_a_limit() {
        String data = "x".repeat(ANSWER_BYTES - "{\"result\":{\"data\":\"\"}}".length());
        Hooks hooks = hooks(LONG);
        application.answers("/rpc", "{\"result\":{\"data\":\"" + data + "\"}}");
        assertThat(TimeLimits.await(hooks.rpc(FROM, Identity.ANONYMOUS, "m", null))
                        .size())
                .isEqualTo(data.length());

        application.answers("/rpc", "{\"result\":{\"data\":\"" + data + "x\"}}");
        assertThat(refusal(hooks).code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(reason()).contains("more than " + ANSWER_BYTES);
    }

    @Test
    void an_application_that_is_not_there_is_a_failure_that_is_logged_once_for_many() throws Exception {
        URI nowhere;
        try (ServerSocket free = new ServerSocket(0)) {
            nowhere = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/rpc?secret=1");
        }
        Hooks hooks = hooks(nowhere, LONG);

        for (int i = 0; i < 3 * Circuit.FAILURES; i++) {
            assertThat(refusal(hooks).sentence()).contains("(hooks.rpc-url)").doesNotContain("secret");
        }
        assertThat(logged.list).hasSize(1);
        assertThat(reason()).contains("cannot be reached").doesNotContain("secret");
    }

    @Test
    void nothing_of_a_malformed_answer_is_logged() {
        application.answers("/rpc", "Traceback: token=abc123 user=alice");
        refusal(hooks(LONG));

        assertThat(reason()).contains("malformed").doesNotContain("abc123").doesNotContain("alice");
        assertThat(String.valueOf(logged.list.get(0).getThrowableProxy())).isEqualTo("null");
    }

    @Test
    void a_server_whose_certificate_nobody_vouches_for_is_asked_nothing(@TempDir Path directory) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = TimeLimits.await(vertx.createHttpServer(TestCertificate.options(directory))
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    request.response().end("{\"result\":{}}");
                })
                .listen(0, "127.0.0.1"));
        URI https = URI.create("https://localhost:" + server.actualPort() + "/rpc");

        assertThat(refusal(hooks(https, LONG)).code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(reason()).contains("cannot be reached");
        assertThat(asked).hasValue(0);
        TimeLimits.await(server.close());
    }

    @Test
    void questions_at_a_time_are_bounded_for_all_together() {
        CountDownLatch over = new CountDownLatch(1);
        application.answers("/rpc", (exchange, question) -> {
            over.await(10, TimeUnit.SECONDS);
            HookServer.send(exchange, 200, "{\"result\":{}}");
        });
        Hooks hooks = hooks(application.url("/rpc"), LONG);
        List<Future<?>> eight = IntStream.range(0, 8)
                .<Future<?>>mapToObj(i -> hooks.rpc(FROM, Identity.ANONYMOUS, "m", null))
                .toList();

        assertThat(refusal(hooks).code()).isEqualTo(ErrorCode.BUSY);
        over.countDown();
        eight.forEach(TimeLimits::await);
        assertThat(TimeLimits.await(hooks.rpc(FROM, Identity.ANONYMOUS, "m", null)))
                .isNull();
    }

    @Test
    void only_headers_of_the_list_are_passed_on_and_the_address_is_not_the_clients_word() {
        Hooks hooks = hooks(application.url("/rpc"), LONG, "Cookie", "X-Forwarded-For", "X-Missing");
        MultiMap request = MultiMap.caseInsensitiveMultiMap()
                .add("cookie", "a=1")
                .add("cookie", "b=2")
                .add("authorization", "Bearer secret")
                .add("x-forwarded-for", "6.6.6.6");
        Requester from = new Requester("c", "websocket", "json", hooks.headers(request, "10.0.0.7"));
        application.answers("/rpc", "{\"result\":{}}");
        TimeLimits.await(hooks.rpc(from, Identity.ANONYMOUS, "m", null));

        HookServer.Question question = application.last("/rpc");
        assertThat(question.headers().get("cookie")).containsExactlyInAnyOrder("a=1", "b=2");
        assertThat(question.header("x-forwarded-for")).isEqualTo("10.0.0.7");
        assertThat(question.header("content-type")).isEqualTo("application/json");
        assertThat(question.headers()).doesNotContainKeys("authorization", "x-missing");
    }
}

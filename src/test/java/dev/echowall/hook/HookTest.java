package dev.echowall.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.echowall.channel.Payload;
import dev.echowall.identity.Cap;
import dev.echowall.identity.Identity;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.Disconnection;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import dev.echowall.testing.TimeLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the application's answers, without a network. */
class HookTest {
    private static final HookQuestion QUESTION = HookQuestion.rpc(Requester.NONE, "42", "m", null);

    private final Deque<Promise<byte[]>> sent = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long now;
    private final Hook hook =
            new Hook("hooks.rpc-url", "rpc", this::send, new Circuit(() -> now), new UnderWay(2), metrics());

    private Metrics metrics() {
        return new Metrics(registry);
    }

    private Future<byte[]> send(HookQuestion question) {
        asked.incrementAndGet();
        Promise<byte[]> promise = Promise.promise();
        sent.add(promise);
        return promise.future();
    }

    private <T> Future<T> answered(String body, Function<JsonFields, T> result) {
        Future<T> future = hook.ask(QUESTION, result);
        sent.remove().complete(body.getBytes(StandardCharsets.UTF_8));
        return future;
    }

    private <T> T result(String body, Function<JsonFields, T> read) {
        return TimeLimits.await(answered(body, read));
    }

    private Refusal refusal(String body) {
        return refusal(answered(body, ConnectAnswer::read));
    }

    private static Refusal refusal(Future<?> future) {
        return catchThrowableOfType(Refusal.class, () -> TimeLimits.await(future));
    }

    private double counted(String outcome) {
        return registry.counter("echowall.hooks", "event", "rpc", "outcome", outcome)
                .count();
    }

    @Test
    void a_user_comes_with_all_that_a_token_could_have() {
        Identity who = result(
                        "{\"result\":{\"user\":\"42\",\"expire_at\":1795340165,\"info\":{\"name\":\"A\"},"
                                + "\"channels\":[\"news\"],\"subs\":{\"chat:1\":{}},"
                                + "\"caps\":[{\"channels\":[\"x:*\"],\"allow\":[\"pub\"]}]}}",
                        ConnectAnswer::read)
                .identity();

        assertThat(who.user()).isEqualTo("42");
        assertThat(who.expiresAt()).isEqualTo(1795340165);
        assertThat(who.info()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\":\"A\"}");
        assertThat(who.channels()).containsExactly("news", "chat:1");
        assertThat(who.caps()).containsExactly(new Cap(java.util.List.of("x:*"), Set.of(Cap.Right.PUB)));
    }

    @Test
    void an_empty_result_is_an_anonymous_client() {
        ConnectAnswer answer = result("{\"result\":{}}", ConnectAnswer::read);

        assertThat(answer.identity().isUser()).isFalse();
        assertThat(answer.data()).isNull();
        assertThat(counted("result")).isOne();
    }

    @Test
    void a_subscription_has_data_and_info_in_either_form() {
        SubscribeAnswer answer = result(
                "{\"result\":{\"b64data\":\"AAEC\",\"b64info\":\"eyJhIjoxfQ==\",\"expire_at\":7}}",
                SubscribeAnswer::read);

        assertThat(answer.data()).isEqualTo(Payload.binary(new byte[] {0, 1, 2}));
        assertThat(answer.info()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
        assertThat(answer.expiresAt()).isEqualTo(7);
    }

    @Test
    void a_publication_can_be_replaced_and_tagged() {
        PublishAnswer answer = result(
                "{\"result\":{\"data\":{\"text\": \"***\"},\"tags\":{\"checked\":\"yes\"}}}", PublishAnswer::read);

        assertThat(answer.data()).isEqualTo(Payload.json("{\"text\": \"***\"}"));
        assertThat(answer.tags()).containsEntry("checked", "yes");
    }

    @Test
    void an_error_is_the_applications_own() {
        Refusal refusal = refusal("{\"error\":{\"code\":1000,\"message\":\"not today\",\"temporary\":true}}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.REFUSED_BY_HOOK);
        assertThat(refusal.number()).isEqualTo(1000);
        assertThat(refusal.sentence()).isEqualTo("not today");
        assertThat(refusal.temporary()).isTrue();
        assertThat(counted("error")).isOne();
    }

    @Test
    void a_disconnect_has_code_and_reason() {
        Refusal refusal = refusal("{\"disconnect\":{\"code\":4501,\"reason\":\"banned\"}}");

        assertThat(refusal).isInstanceOf(Disconnection.class);
        assertThat(refusal.number()).isEqualTo(4501);
        assertThat(refusal.sentence()).isEqualTo("banned");
        assertThat(counted("disconnect")).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "hello",
                "{\"result\":{}",
                "{\"result\":{}} {}",
                "{\"result\":[]}",
                "{\"result\":\"yes\"}",
                "{\"result\":null}",
                "{\"result\":{},\"result\":{}}",
                "{\"result\":{},\"error\":{\"code\":400,\"message\":\"x\"}}",
                "{\"result\":{},\"more\":1}",
                "{\"result\":{\"user\":42}}",
                "{\"result\":{\"user\":\"a\\nb\"}}",
                "{\"result\":{\"expire_at\":-1}}",
                "{\"result\":{\"expire_at\":1795340165000}}",
                "{\"result\":{\"expire_at\":\"1795340165\"}}",
                "{\"result\":{\"channels\":[\"no such name\"]}}",
                "{\"result\":{\"channels\":\"news\"}}",
                "{\"result\":{\"subs\":{\"\":{}}}}",
                "{\"result\":{\"caps\":[{\"channels\":[\"a\"],\"allow\":[\"sub\"],\"match\":\"regex\"}]}}",
                "{\"result\":{\"caps\":[{\"channels\":[\"a\"],\"allow\":[\"all\"]}]}}",
                "{\"result\":{\"caps\":[7]}}",
                "{\"result\":{\"b64info\":\"!\"}}",
                "{\"result\":{\"b64info\":\"aGVsbG8=\"}}",
                "{\"result\":{\"data\":1,\"b64data\":\"AA==\"}}",
                "{\"error\":{}}",
                "{\"error\":{\"code\":4507,\"message\":\"x\"}}",
                "{\"error\":{\"code\":0}}",
                "{\"error\":{\"code\":\"400\"}}",
                "{\"disconnect\":{\"code\":1000,\"reason\":\"x\"}}",
                "{\"disconnect\":{\"code\":5000}}",
                "{\"disconnect\":{\"code\":4500,\"reason\":\"a\\u0000b\"}}",
            })
    void what_is_no_answer_is_a_failure(String body) {
        Refusal refusal = refusal(body);

        assertThat(refusal.code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(refusal.sentence()).contains("(hooks.rpc-url)");
        assertThat(counted("failed")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"skip_history\":true", "\"version\":7", "\"tags\":{\"a\":1}"})
    void a_publication_that_cannot_be_made_so_is_a_failure(String field) {
        Refusal refusal = refusal(answered("{\"result\":{" + field + "}}", PublishAnswer::read));

        assertThat(refusal.code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
    }

    @Test
    void a_long_reason_or_info_is_a_failure() {
        String reason = "r".repeat(Disconnection.REASON_BYTES);
        assertThat(refusal("{\"disconnect\":{\"code\":4000,\"reason\":\"" + reason + "\"}}"))
                .isInstanceOf(Disconnection.class);
        assertThat(refusal("{\"disconnect\":{\"code\":4000,\"reason\":\"" + reason + "r\"}}")
                        .code())
                .isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(refusal("{\"result\":{\"info\":\"" + "i".repeat(8 * 1024) + "\"}}")
                        .code())
                .isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
    }

    @Test
    void failures_in_a_row_open_the_circuit_and_nothing_is_asked_until_an_answer_closes_it() {
        for (int i = 0; i < Circuit.FAILURES; i++) {
            refusal("no");
        }
        Refusal refusal = refusal(hook.ask(QUESTION, ConnectAnswer::read));

        assertThat(asked).hasValue(Circuit.FAILURES);
        assertThat(refusal.code()).isEqualTo(ErrorCode.HOOK_UNAVAILABLE);
        assertThat(refusal.sentence()).contains("(hooks.rpc-url)");
        assertThat(counted("circuit_open")).isOne();

        now += Circuit.PAUSE.toNanos();
        assertThat(result("{\"result\":{}}", ConnectAnswer::read)).isNotNull();
        assertThat(result("{\"result\":{}}", ConnectAnswer::read)).isNotNull();
    }

    @Test
    void the_applications_errors_do_not_open_the_circuit() {
        for (int i = 0; i < 2 * Circuit.FAILURES; i++) {
            assertThat(refusal("{\"error\":{\"code\":403,\"message\":\"no\"}}").code())
                    .isEqualTo(ErrorCode.REFUSED_BY_HOOK);
        }
        assertThat(asked).hasValue(2 * Circuit.FAILURES);
    }

    @Test
    void what_is_more_than_may_be_under_way_is_refused_and_does_not_count_as_a_failure() {
        Future<ConnectAnswer> first = hook.ask(QUESTION, ConnectAnswer::read);
        hook.ask(QUESTION, ConnectAnswer::read);
        for (int i = 0; i < 2 * Circuit.FAILURES; i++) {
            Refusal refusal = refusal(hook.ask(QUESTION, ConnectAnswer::read));
            assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(refusal.sentence()).contains("limits.hook-requests");
        }
        assertThat(asked).hasValue(2);

        sent.remove().complete("{\"result\":{}}".getBytes(StandardCharsets.UTF_8));
        assertThat(TimeLimits.await(first)).isNotNull();
        hook.ask(QUESTION, ConnectAnswer::read);
        assertThat(asked).hasValue(3);
    }

    @Test
    void what_one_connection_asks_in_turn_is_asked_one_after_the_other() {
        Requester from = new Requester("c", "websocket", "json", java.util.List.of());
        from.inTurn(() -> hook.ask(QUESTION, ConnectAnswer::read));
        from.inTurn(() -> hook.ask(QUESTION, ConnectAnswer::read));
        assertThat(asked).hasValue(1);

        sent.remove().fail(new HookFailure("gone"));
        assertThat(asked).hasValue(2);
        sent.remove().complete("{\"result\":{}}".getBytes(StandardCharsets.UTF_8));
        from.inTurn(() -> hook.ask(QUESTION, ConnectAnswer::read));
        assertThat(asked).hasValue(3);
    }
}

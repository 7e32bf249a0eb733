package dev.echowall.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final Refusal refusal = new Refusal(ErrorCode.NO_QUORUM, "too few");

    private final List<Promise<@Nullable String>> attempts = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final Retry<String> asked =
            new Retry<String>(this::attempt, why -> true, (millis, task) -> later.add(task)).ask();

    private Future<@Nullable String> attempt() {
        Promise<@Nullable String> attempt = Promise.promise();
        attempts.add(attempt);
        return attempt.future();
    }

    private void runLater() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void what_failed_is_asked_again_after_a_pause() {
        attempts.get(0).fail("lost");
        assertThat(attempts).hasSize(1);
        runLater();
        attempts.get(1).complete("done");
        assertThat(asked.answer().result()).isEqualTo("done");
        assertThat(asked.inDoubt()).isTrue();
    }

    @Test
    void asked_again_at_once_the_first_answer_counts_whichever_attempt_it_is_of() {
        asked.askAgain();
        attempts.get(0).complete("done");
        attempts.get(1).fail("too late");
        assertThat(asked.answer().result()).isEqualTo("done");
        assertThat(later).isEmpty();
    }

    @Test
    void a_pause_that_was_overtaken_asks_nothing() {
        attempts.get(0).fail("lost");
        asked.askAgain();
        runLater();
        assertThat(attempts).hasSize(2);
    }

    @Test
    void a_refusal_of_all_attempts_leaves_no_doubt() {
        asked.askAgain();
        attempts.get(0).fail(refusal);
        assertThat(asked.answer().isComplete()).isFalse();
        attempts.get(1).fail(refusal);
        assertThat(asked.answer().cause()).isSameAs(refusal);
        assertThat(asked.inDoubt()).isFalse();
    }

    @Test
    void a_refusal_while_an_earlier_attempt_has_no_answer_leaves_one() {
        asked.askAgain();
        attempts.get(1).fail(refusal);
        assertThat(asked.answer().cause()).isSameAs(refusal);
        assertThat(asked.inDoubt()).isTrue();
    }

    @Test
    void what_has_waited_too_long_is_asked_again_and_what_has_not_is_left_to_wait() {
        asked.askAgainAfter(3_600_000_000_000L);
        assertThat(attempts).hasSize(1);
        asked.askAgainAfter(0);
        assertThat(attempts).hasSize(2);
    }

    @Test
    void what_is_answered_is_not_asked_again_however_long_ago_that_was() {
        attempts.get(0).complete("done");
        asked.askAgainAfter(0);
        assertThat(attempts).hasSize(1);
    }
}

package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.PresenceChecker.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each kind of wrong list or message is found, and what only takes a moment is not. */
class PresenceCheckerTest {
    private static final long SECOND = 1_000_000_000L;

    private final PresenceChecker checker = new PresenceChecker(Duration.ofSeconds(10));

    private List<Kind> found() {
        return checker.anomalies().stream().map(Anomaly::kind).toList();
    }

    private void listed(long second, String... clients) {
        checker.listed("node1", Set.of(clients), second * SECOND, second * SECOND + 1);
    }

    private Watcher entered(String client, long second) {
        return checker.entered(client, second * SECOND);
    }

    /** Its server answers every second. */
    private void alive(String client, long from, long to) {
        for (long second = from; second <= to; second++) {
            checker.alive(client, second * SECOND);
        }
    }

    @Test
    void somebody_who_has_gone_is_listed_for_a_moment_or_is_a_ghost() {
        entered("a", 0);
        checker.ended("a", 5 * SECOND);
        listed(14, "a");
        assertThat(found()).isEmpty();
        assertThat(checker.longestGhost()).isEqualTo(Duration.ofSeconds(9));
        listed(16, "a");
        listed(17, "a");
        assertThat(found()).containsExactly(Kind.GHOST);
    }

    @Test
    void somebody_who_is_there_may_be_missing_only_for_a_moment() {
        entered("a", 0);
        alive("a", 1, 9);
        listed(9);
        assertThat(found()).isEmpty();
        assertThat(checker.longestAbsence()).isEqualTo(Duration.ofSeconds(9));
        alive("a", 10, 11);
        listed(11);
        assertThat(found()).containsExactly(Kind.NOT_LISTED);
    }

    @Test
    void somebody_who_was_listed_before_may_be_missing_for_as_long_again() {
        entered("a", 0);
        listed(8, "a");
        alive("a", 1, 15);
        listed(15);
        assertThat(found()).isEmpty();
        alive("a", 16, 19);
        listed(19);
        assertThat(found()).containsExactly(Kind.NOT_LISTED);
    }

    @Test
    void somebody_whose_instance_does_not_answer_may_be_missing() {
        entered("a", 0);
        listed(30);
        assertThat(found()).isEmpty();
    }

    @Test
    void somebody_whose_instance_answers_again_may_be_missing_for_a_moment() {
        entered("a", 0);
        checker.alive("a", 30 * SECOND);
        listed(31);
        assertThat(found()).isEmpty();
    }

    @Test
    void the_leave_of_somebody_who_is_there_is_a_flap() {
        Watcher watcher = entered("a", 0);
        entered("b", 1);
        watcher.joined("b");
        checker.alive("b", 5 * SECOND);
        watcher.left("b", 6 * SECOND);
        assertThat(found()).containsExactly(Kind.FLAP);
    }

    @Test
    void the_leave_of_somebody_whose_instance_does_not_answer_is_none() {
        Watcher watcher = entered("a", 0);
        entered("b", 1);
        watcher.joined("b");
        watcher.left("b", 9 * SECOND);
        assertThat(found()).isEmpty();
    }

    @Test
    void nobody_comes_or_goes_twice() {
        Watcher watcher = entered("a", 0);
        watcher.joined("b");
        watcher.joined("b");
        watcher.left("b", SECOND);
        watcher.left("b", SECOND);
        assertThat(found()).containsExactly(Kind.JOINED_TWICE, Kind.LEFT_TWICE);
    }

    @Test
    void who_goes_has_come_before_unless_he_was_there_already() {
        entered("early", 0);
        Watcher watcher = entered("a", 1);
        entered("late", 30);
        checker.ended("early", 31 * SECOND);
        checker.ended("late", 31 * SECOND);
        watcher.left("early", 31 * SECOND);
        assertThat(found()).isEmpty();
        watcher.left("late", 31 * SECOND);
        assertThat(found()).containsExactly(Kind.LEFT_TWICE);
    }

    @Test
    void a_leave_that_is_never_told_is_found_at_the_end() {
        Watcher watcher = entered("a", 0);
        entered("b", 1);
        watcher.joined("b");
        checker.ended("b", 2 * SECOND);
        assertThat(watcher.untold()).containsExactly("b");
        checker.finish(List.of(watcher));
        assertThat(found()).containsExactly(Kind.LEAVE_NOT_TOLD);
    }
}

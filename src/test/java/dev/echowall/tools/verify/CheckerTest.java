package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Gap;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/**
 * The checker's own test: each kind of anomaly, planted into a recording that has none, is found, and nothing else. Here the
 * recordings without one, and the ticks.
 */
class CheckerTest extends RecordingFixture {
    @Test
    void a_clean_recording_has_no_anomaly() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, COUNT);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void a_resume_that_goes_on_where_it_was_has_no_anomaly() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 4);
        cutAndResume(4);
        deliver(5, COUNT);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void a_gap_that_is_told_is_no_anomaly() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 3);
        cutAndResume(3);
        subscriber.add(new Gap(EPOCH, 8, "trimmed"));
        deliver(8, COUNT);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void an_unknown_outcome_may_be_there_or_not() {
        acknowledge(1, 3);
        recording.sending(identity(4), CHANNEL, 0);
        recording.sending(identity(5), CHANNEL, 0);
        read(1, 4);
        deliver(1, 4);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void what_was_trimmed_before_anybody_saw_it_is_unverified_and_not_lost() {
        acknowledge(1, COUNT);
        reading.add(new Gap(EPOCH, 8, "trimmed"));
        read(8, COUNT);
        subscriber.add(new Gap(EPOCH, 8, "trimmed"));
        deliver(8, COUNT);
        Checker.Verdict verdict = Checker.check(recording);
        assertThat(verdict.anomalies()).isEmpty();
        assertThat(verdict.unverified()).isEqualTo(7);
    }

    @Test
    void ticks_of_every_second_have_no_anomaly() {
        tick(1, 100);
        tick(2, 101);
        tick(3, 102);
        assertThat(anomalies()).isEmpty();
    }

    @Test
    void a_second_without_its_tick_is_missing() {
        tick(1, 100);
        tick(2, 103);
        finds(Kind.TICK_MISSING, 2, "clock of time was given 1970-01-01T00:01:43Z right after 1970-01-01T00:01:40Z");
    }

    @Test
    void a_second_with_two_ticks_is_twice() {
        tick(1, 100);
        tick(2, 100);
        tick(3, 101);
        finds(Kind.TICK_TWICE, 1, "clock of time was given 1970-01-01T00:01:40Z after 1970-01-01T00:01:40Z");
    }

    @Test
    void each_kind_is_planted_in_one_of_these_tests() {
        assertThat(EnumSet.range(Kind.LOST, Kind.TICK_TWICE)).hasSize(13);
    }
}

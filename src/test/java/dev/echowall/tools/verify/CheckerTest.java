package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Began;
import dev.echowall.tools.verify.Observation.Cut;
import dev.echowall.tools.verify.Observation.Delivered;
import dev.echowall.tools.verify.Observation.Gap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The checker's own test: each kind of anomaly, planted into a recording that has none, is found, and nothing else. */
class CheckerTest {
    private static final String CHANNEL = "echo:verify";
    private static final String EPOCH = "x7";
    private static final int COUNT = 10;

    private final Recording recording = new Recording();
    private final SubscriberLog reading = recording.reading("the reading", CHANNEL);
    private final SubscriberLog subscriber = recording.subscriber("subscriber 1", CHANNEL);

    CheckerTest() {
        reading.add(new Began(new Position("", 0)));
        subscriber.add(new Began(new Position("", 0)));
    }

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
    void acknowledged_and_not_in_the_stream_is_lost() {
        acknowledge(1, COUNT);
        read(1, COUNT - 1);
        deliver(1, COUNT - 1);
        finds(Kind.LOST, 1, "publication 10 of publisher 1 was acknowledged in echo:verify at x7:10 and is not there");
    }

    @Test
    void in_the_stream_and_never_delivered_is_lost() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 7);
        finds(Kind.LOST, 3, "subscriber 1 of echo:verify was never given x7:8 to 10");
    }

    @Test
    void a_subscriber_that_was_never_given_anything_has_lost_all() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        finds(Kind.LOST, COUNT, "subscriber 1 of echo:verify was never given x7:1 to 10");
    }

    @Test
    void an_offset_delivered_again_is_twice() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 5);
        subscriber.add(new Cut());
        deliver(5, COUNT);
        finds(Kind.TWICE, 1, "subscriber 1 of echo:verify was given x7:5 again");
    }

    @Test
    void one_publication_at_two_offsets_is_twice() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 3);
        reading.add(delivered(4, identity(3)));
        subscriber.add(delivered(4, identity(3)));
        finds(Kind.TWICE, 1, "publication 3 of publisher 1 stands in echo:verify at x7:3 and at x7:4");
    }

    @Test
    void a_later_one_first_is_reordered() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 3);
        deliver(5, 5);
        deliver(4, 4);
        deliver(6, COUNT);
        finds(Kind.REORDERED, 1, "subscriber 1 of echo:verify was given x7:4 only after a later one");
    }

    @Test
    void placed_before_what_was_acknowledged_before_it_was_sent_is_reordered() {
        SentPublication first = recording.sending(identity(1), CHANNEL, 0);
        recording.acknowledged(first, new Position(EPOCH, 2));
        SentPublication second = recording.sending(identity(2), CHANNEL, 0);
        recording.acknowledged(second, new Position(EPOCH, 1));
        for (SubscriberLog log : List.of(reading, subscriber)) {
            log.add(delivered(1, identity(2)));
            log.add(delivered(2, identity(1)));
        }
        finds(
                Kind.REORDERED,
                1,
                "publication 2 of publisher 1 stands in echo:verify at x7:1, but x7:2 was acknowledged before it was"
                        + " sent");
    }

    @Test
    void offsets_left_out_on_a_connection_are_a_hole() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 3);
        deliver(6, COUNT);
        finds(Kind.HOLE, 2, "subscriber 1 of echo:verify was not given x7:4 to 5");
    }

    @Test
    void a_hole_in_the_stream_itself_is_one() {
        acknowledge(1, COUNT);
        read(1, 3);
        read(5, COUNT);
        deliver(1, COUNT);
        finds(Kind.HOLE, 1, "the reading of echo:verify was not given x7:4");
    }

    @Test
    void offsets_left_out_by_a_resume_without_a_word_are_a_silent_gap() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 3);
        cutAndResume(3);
        deliver(6, COUNT);
        finds(
                Kind.SILENT_GAP,
                2,
                "subscriber 1 of echo:verify was not given x7:4 to 5 after a resume, and was told of no gap");
    }

    @Test
    void two_payloads_at_one_offset_are_diverged() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 4);
        subscriber.add(new Delivered(EPOCH, 5, identity(5), 4711));
        deliver(6, COUNT);
        finds(Kind.DIVERGED, 1, "subscriber 1 of echo:verify was given another payload at x7:5 than the reading");
    }

    @Test
    void another_publication_where_one_was_acknowledged_is_diverged() {
        acknowledge(1, 1);
        SentPublication second = recording.sending(identity(2), CHANNEL, 0);
        recording.sending(identity(3), CHANNEL, 0);
        recording.acknowledged(second, new Position(EPOCH, 2));
        reading.add(delivered(1, identity(1)));
        reading.add(delivered(2, identity(3)));
        subscriber.add(delivered(1, identity(1)));
        subscriber.add(delivered(2, identity(3)));
        finds(
                Kind.DIVERGED,
                1,
                "publication 2 of publisher 1 was acknowledged in echo:verify at x7:2, where another one stands");
    }

    @Test
    void two_payloads_at_one_offset_seen_by_two_at_different_times_are_diverged() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, COUNT);
        // Away while the offset was given out first; it resumes after that, and is given what came later.
        SubscriberLog other = recording.subscriber("subscriber 2", CHANNEL);
        other.add(new Began(new Position("", 0)));
        add(other, 1, 4);
        other.add(new Cut());
        other.add(new Began(new Position(EPOCH, 4)));
        recording.sending(identity(COUNT + 1), CHANNEL, 0);
        other.add(delivered(5, identity(COUNT + 1)));
        add(other, 6, COUNT);
        finds(Kind.DIVERGED, 1, "subscriber 2 of echo:verify was given another payload at x7:5 than the reading");
    }

    @Test
    void what_a_later_reading_has_where_another_stood_is_diverged_though_the_subscriber_resumed_after_it() {
        acknowledge(1, 5);
        read(1, 5);
        deliver(1, 5);
        cutAndResume(5);
        recording.acknowledged(recording.sending(identity(6), CHANNEL, 0), new Position(EPOCH, 5));
        recording.acknowledged(recording.sending(identity(7), CHANNEL, 0), new Position(EPOCH, 6));
        reading.add(delivered(6, identity(7)));
        subscriber.add(delivered(6, identity(7)));
        SubscriberLog last = recording.reading("the last reading", CHANNEL);
        last.add(new Began(new Position("", 0)));
        add(last, 1, 4);
        last.add(delivered(5, identity(6)));
        last.add(delivered(6, identity(7)));
        assertThat(anomalies())
                .containsExactlyInAnyOrder(
                        new Anomaly(
                                Kind.DIVERGED,
                                1,
                                "the last reading of echo:verify was given another payload at x7:5 than the reading"),
                        new Anomaly(
                                Kind.DIVERGED,
                                1,
                                "publication 6 of publisher 1 was acknowledged in echo:verify at x7:5, where another one"
                                        + " stands"));
    }

    @Test
    void two_acknowledged_at_one_offset_are_diverged_though_nobody_saw_either() {
        acknowledge(1, 3);
        reading.add(new Gap(EPOCH, 4, "trimmed"));
        subscriber.add(new Gap(EPOCH, 4, "trimmed"));
        recording.acknowledged(recording.sending(identity(4), CHANNEL, 0), new Position(EPOCH, 3));
        finds(
                Kind.DIVERGED,
                1,
                "publication 4 of publisher 1 was acknowledged in echo:verify at x7:3, where another one had been"
                        + " acknowledged");
    }

    @Test
    void what_was_seen_and_is_gone_from_the_stream_under_the_same_epoch_is_lost() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, COUNT);
        SubscriberLog last = recording.reading("the last reading", CHANNEL);
        last.add(new Began(new Position("", 0)));
        add(last, 1, 7);
        finds(Kind.LOST, 3, "the last reading of echo:verify was never given x7:8 to 10");
    }

    @Test
    void what_was_acknowledged_and_is_gone_with_an_epoch_whose_end_was_told_is_told_apart_from_what_is_lost() {
        acknowledge(1, 4);
        read(1, 3);
        deliver(1, 3);
        reading.add(new Gap("k2", 1, "epoch"));
        subscriber.add(new Gap("k2", 1, "epoch"));
        assertThat(anomalies())
                .filteredOn(each -> each.kind() != Kind.EPOCH_SWITCHED)
                .containsExactly(new Anomaly(
                        Kind.LOST_WITH_EPOCH,
                        1,
                        "publication 4 of publisher 1 was acknowledged in echo:verify at x7:4 and is not there; the epoch"
                                + " has ended, told"));
    }

    @Test
    void a_key_that_is_accepted_again_is_twice_though_nobody_saw_it_again() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, COUNT);
        acknowledgeAgain(3, new Position(EPOCH, 3));
        assertThat(anomalies()).isEmpty();
        acknowledgeAgain(3, new Position(EPOCH, 16));
        finds(
                Kind.TWICE,
                1,
                "publication 3 of publisher 1 was accepted twice with one key: in echo:verify at x7:3, and sent again at"
                        + " x7:16");
    }

    @Test
    void a_key_that_is_accepted_again_and_delivered_again_is_one_finding() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 3);
        acknowledgeAgain(2, new Position(EPOCH, 4));
        reading.add(delivered(4, identity(2)));
        subscriber.add(delivered(4, identity(2)));
        assertThat(anomalies())
                .filteredOn(each -> each.kind() == Kind.TWICE)
                .containsExactly(new Anomaly(
                        Kind.TWICE, 1, "publication 2 of publisher 1 stands in echo:verify at x7:2 and at x7:4"));
    }

    @Test
    void a_key_that_is_accepted_again_under_an_epoch_of_which_nobody_was_told_is_twice() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 3);
        acknowledgeAgain(2, new Position("k2", 1));
        finds(
                Kind.TWICE,
                1,
                "publication 2 of publisher 1 was accepted twice with one key: in echo:verify at x7:2, and sent again at"
                        + " k2:1");
    }

    @Test
    void a_key_is_forgotten_with_the_epoch_when_that_was_told() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 3);
        for (SubscriberLog log : List.of(reading, subscriber)) {
            log.add(new Gap("k2", 1, "epoch"));
            log.add(new Delivered("k2", 1, identity(2), digest(identity(2))));
        }
        acknowledgeAgain(2, new Position("k2", 1));
        assertThat(anomalies()).extracting(Anomaly::kind).containsOnly(Kind.EPOCH_SWITCHED);
    }

    @Test
    void delivered_and_never_sent_is_a_phantom() {
        acknowledge(1, 3);
        read(1, 4);
        deliver(1, 4);
        finds(Kind.PHANTOM, 1, "the reading was given x7:4 of echo:verify, but it was never sent");
    }

    @Test
    void a_payload_of_another_run_is_a_phantom() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 3);
        for (SubscriberLog log : List.of(reading, subscriber)) {
            log.add(delivered(4, PayloadCodec.STRANGE));
        }
        finds(Kind.PHANTOM, 1, "the reading was given x7:4 of echo:verify, but it was never sent");
    }

    @Test
    void refused_and_delivered_is_a_phantom() {
        acknowledge(1, 3);
        recording.sending(identity(4), CHANNEL, 0).refused();
        read(1, 4);
        deliver(1, 4);
        finds(
                Kind.PHANTOM,
                1,
                "the reading was given x7:4 of echo:verify, but publication 4 of publisher 1 was refused");
    }

    @Test
    void a_resume_before_the_position_is_backwards() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, 8);
        cutAndResume(6);
        deliver(9, COUNT);
        finds(Kind.BACKWARDS, 1, "subscriber 1 of echo:verify was at x7:8 and resumed at x7:6");
    }

    @Test
    void a_delivery_from_before_the_beginning_is_backwards() {
        acknowledge(1, COUNT);
        read(1, COUNT);
        deliver(1, COUNT);
        SubscriberLog late = recording.subscriber("subscriber 2", CHANNEL);
        late.add(new Began(new Position(EPOCH, 5)));
        add(late, 6, 6);
        add(late, 2, 2);
        add(late, 7, COUNT);
        finds(Kind.BACKWARDS, 1, "subscriber 2 of echo:verify was at x7:6 and given 2, from before where it began");
    }

    @Test
    void another_epoch_without_a_word_is_an_epoch_switched() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 3);
        subscriber.add(new Delivered("k2", 1, identity(3), digest(identity(3))));
        assertThat(anomalies())
                .filteredOn(each -> each.kind() == Kind.EPOCH_SWITCHED)
                .extracting(Anomaly::sentence)
                .containsExactly("subscriber 1 of echo:verify was at x7:3 and was given k2:1 without being told");
    }

    @Test
    void another_epoch_that_is_told_is_one_all_the_same() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 3);
        subscriber.add(new Gap("k2", 1, "epoch"));
        finds(Kind.EPOCH_SWITCHED, 1, "subscriber 1 of echo:verify was at x7:3 and told that the epoch is now k2");
    }

    @Test
    void a_damaged_payload_is_a_wrong_payload() {
        acknowledge(1, 3);
        read(1, 3);
        deliver(1, 2);
        subscriber.add(new Delivered(EPOCH, 3, PayloadCodec.UNREADABLE, 0));
        finds(
                Kind.WRONG_PAYLOAD,
                1,
                "subscriber 1 of echo:verify was given a payload that is damaged or not ours at x7:3");
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
    void each_kind_has_been_planted_above() {
        assertThat(Kind.values()).hasSize(13);
    }

    private void finds(Kind kind, long count, String sentence) {
        assertThat(anomalies()).containsExactly(new Anomaly(kind, count, sentence));
    }

    private List<Anomaly> anomalies() {
        return Checker.check(recording).anomalies();
    }

    private void acknowledge(int from, int to) {
        for (int number = from; number <= to; number++) {
            recording.acknowledged(recording.sending(identity(number), CHANNEL, 0), new Position(EPOCH, number));
        }
    }

    private void acknowledgeAgain(int number, Position at) {
        recording.acknowledged(Objects.requireNonNull(recording.find(identity(number))), at);
    }

    private void read(int from, int to) {
        add(reading, from, to);
    }

    private void deliver(int from, int to) {
        add(subscriber, from, to);
    }

    private static void add(SubscriberLog log, int from, int to) {
        for (int number = from; number <= to; number++) {
            log.add(delivered(number, identity(number)));
        }
    }

    private void cutAndResume(int offset) {
        subscriber.add(new Cut());
        subscriber.add(new Began(new Position(EPOCH, offset)));
    }

    private int ticks;

    private void tick(int offset, long second) {
        SubscriberLog clock = ticks++ == 0
                ? recording.clock("clock", "time")
                : recording.clocks().get(0);
        clock.add(new Delivered(EPOCH, offset, second, (int) second));
    }

    private static Delivered delivered(long offset, long identity) {
        return new Delivered(EPOCH, offset, identity, digest(identity));
    }

    private static int digest(long identity) {
        return Long.hashCode(identity);
    }

    private static long identity(int number) {
        return PayloadCodec.identity(1, number);
    }
}

package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Began;
import dev.echowall.tools.verify.Observation.Gap;
import org.junit.jupiter.api.Test;

/** What is missing is found: lost publications, holes, gaps of which nobody was told. */
class CheckerLossTest extends RecordingFixture {
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
}

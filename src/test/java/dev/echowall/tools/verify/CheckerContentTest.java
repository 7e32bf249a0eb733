package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Began;
import dev.echowall.tools.verify.Observation.Cut;
import dev.echowall.tools.verify.Observation.Delivered;
import dev.echowall.tools.verify.Observation.Gap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not what was sent is found: diverged, phantoms, damaged payloads. */
class CheckerContentTest extends RecordingFixture {
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
}

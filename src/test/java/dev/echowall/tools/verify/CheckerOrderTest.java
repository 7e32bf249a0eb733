package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Began;
import dev.echowall.tools.verify.Observation.Delivered;
import dev.echowall.tools.verify.Observation.Gap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes in another order is found: reordered, backwards, in another epoch. */
class CheckerOrderTest extends RecordingFixture {
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
}

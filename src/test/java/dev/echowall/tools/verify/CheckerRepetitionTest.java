package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Cut;
import dev.echowall.tools.verify.Observation.Delivered;
import dev.echowall.tools.verify.Observation.Gap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is there twice is found. */
class CheckerRepetitionTest extends RecordingFixture {
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
}

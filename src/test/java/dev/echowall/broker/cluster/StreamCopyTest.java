package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a member says of a stream by itself: only what it knows to be acknowledged. */
class StreamCopyTest {
    private static final Term FIRST = new Term(1, "a");
    private static final Term SECOND = new Term(2, "b");

    private final StreamCopy copy =
            new StreamCopy(new Stream(ChannelName.of("c"), "x", 1_000), StreamVersion.NONE, FIRST);

    private void take(int size, String... texts) {
        Retention retention = new Retention(size, 1 << 20, 0, 1_000_000);
        for (String each : texts) {
            List<Draft> drafts = List.of(new Draft(Payload.text(each), null, 0));
            long sequence = copy.stream().top() + 1;
            long[] outcomes = copy.stream().decide("s", sequence, drafts, 1_000);
            copy.stream().apply("s", sequence, drafts, outcomes, "n", 1_000, retention);
            copy.version(new StreamVersion(FIRST, sequence));
        }
    }

    private Recovery read(Position after) {
        return copy.readSettled(after, 100, 1 << 20, Long.MIN_VALUE);
    }

    private List<Long> offsets() {
        return ((Recovered) read(new Position("", 0)))
                .publications().stream().map(Publication::offset).toList();
    }

    @Test
    void what_is_not_known_to_be_acknowledged_is_not_said() {
        take(100, "1", "2", "3");
        assertThat(offsets()).isEmpty();
        copy.settle(new Position("x", 2), HeldVersion.of(new StreamVersion(FIRST, 2)));
        assertThat(offsets()).containsExactly(1L, 2L);
        assertThat(read(new Position("x", 2))).isEqualTo(new Recovered("x", 2, List.of()));
    }

    @Test
    void an_acknowledgement_of_a_later_state_says_nothing_of_this_one() {
        take(100, "1", "2", "3");
        copy.settle(new Position("x", 3), HeldVersion.of(new StreamVersion(SECOND, 1)));
        copy.settle(new Position("x", 3), HeldVersion.of(new StreamVersion(FIRST, 4)));
        copy.settle(new Position("y", 3), HeldVersion.of(new StreamVersion(FIRST, 3)));
        assertThat(offsets()).isEmpty();
    }

    @Test
    void one_of_an_earlier_state_does() {
        take(100, "1", "2", "3");
        copy.version(new StreamVersion(SECOND, 9));
        copy.settle(new Position("x", 2), HeldVersion.of(new StreamVersion(FIRST, 7)));
        assertThat(offsets()).containsExactly(1L, 2L);
    }

    @Test
    void one_that_a_later_leader_took_over_says_nothing_of_what_another_said_before() {
        take(100, "1", "2", "3");
        copy.version(new StreamVersion(SECOND, 9));
        copy.confirm(SECOND);
        copy.settle(new Position("x", 2), new HeldVersion(new Term(3, "c"), new StreamVersion(FIRST, 7)));
        assertThat(offsets()).isEmpty();
    }

    @Test
    void nothing_makes_it_forget_what_was_acknowledged() {
        take(100, "1", "2", "3");
        copy.settle(new Position("x", 3), HeldVersion.of(new StreamVersion(FIRST, 3)));
        copy.settle(new Position("x", 1), HeldVersion.of(new StreamVersion(FIRST, 1)));
        assertThat(offsets()).hasSize(3);
        StreamCopy carried = Objects.requireNonNull(
                        SerializedCopies.of(new FetchReply(List.of(copy))).copies())
                .get(0);
        assertThat(carried.readSettled(new Position("", 0), 100, 1 << 20, Long.MIN_VALUE))
                .isEqualTo(read(new Position("", 0)));
    }

    @Test
    void who_is_ahead_waits_and_is_told_of_no_gap() {
        take(100, "1", "2", "3");
        copy.settle(new Position("x", 2), HeldVersion.of(new StreamVersion(FIRST, 2)));
        for (Position ahead : List.of(new Position("x", 3), new Position("x", 50), new Position("", 50))) {
            assertThat(read(ahead)).isEqualTo(new Recovered("x", 2, List.of()));
        }
    }

    @Test
    void a_gap_goes_on_from_what_is_known_to_be_acknowledged() {
        take(2, "1", "2", "3", "4");
        copy.settle(new Position("x", 4), HeldVersion.of(new StreamVersion(FIRST, 4)));
        assertThat(read(new Position("x", 1))).isEqualTo(new Unrecoverable("x", 4, Reason.TRIMMED, 3));
        assertThat(read(Position.FOREIGN)).isEqualTo(new Unrecoverable("x", 4, Reason.EPOCH, 3));
    }

    @Test
    void when_all_that_was_acknowledged_is_trimmed_there_is_no_gap_to_fall_into_again_and_again() {
        take(2, "1", "2", "3", "4");
        copy.settle(new Position("x", 1), HeldVersion.of(new StreamVersion(FIRST, 1)));
        assertThat(read(Position.FOREIGN)).isEqualTo(new Unrecoverable("x", 1, Reason.EPOCH, 2));
        assertThat(read(new Position("x", 1))).isEqualTo(new Recovered("x", 1, List.of()));
        assertThat(read(new Position("x", 0))).isEqualTo(new Recovered("x", 1, List.of()));
    }
}

package dev.echowall.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import dev.echowall.channel.Payload;
import dev.echowall.stream.Bounds;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Stream;
import dev.echowall.stream.StreamCopies;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StreamRecordTest {
    private static final BatchHeader HEADER =
            new BatchHeader("sender1", 1, "node1", true, new Bounds(10, 1000, 0, 500));
    private static final List<Draft> HELLO = List.of(new Draft(Payload.text("hello"), null, 0));

    @Test
    void a_stream_is_the_same_after_a_way_over_the_wire() {
        InternalSerializationService wire = new DefaultSerializationServiceBuilder()
                .addDataSerializableFactory(Types.FACTORY, new Types())
                .build();
        Map.Entry<String, StreamRecord> entry = new AbstractMap.SimpleEntry<>("echo", null);
        StreamRecord record = Objects.requireNonNull(StreamRecord.of(entry, 5, true));
        Stream stream = record.stream();
        for (int i = 0; i < 30; i++) {
            var drafts = List.of(new Draft(Payload.text("n" + i), "id" + i % 20, 0));
            long[] verdicts = stream.decide("sender" + i % 3, i, drafts, 1000 + i);
            stream.apply("sender" + i % 3, i, drafts, verdicts, "node1", 1000 + i, new Bounds(10, 1000, 0, 500));
        }
        StreamRecord copy = wire.toObject(wire.toData(record));

        assertThat(StreamCopies.faceOf(copy.stream())).isEqualTo(StreamCopies.faceOf(stream));
    }

    @Test
    void a_copy_that_is_behind_its_owner_is_not_acknowledged_and_never_becomes_the_owner() {
        Map.Entry<String, StreamRecord> entry = new AbstractMap.SimpleEntry<>("echo", null);
        new AppendCopy(HEADER, HELLO, new Decision("x7", 0, 1000, new long[] {1})).process(entry);
        AppendCopy afterALostOne = new AppendCopy(HEADER, HELLO, new Decision("x7", 2, 1000, new long[] {3}));

        assertThatThrownBy(() -> afterALostOne.process(entry)).isInstanceOf(RetryableHazelcastException.class);
        StreamRecord successor = Objects.requireNonNull(StreamRecord.of(entry, 2000, false));
        assertThat(successor.stream().epoch()).isNotEqualTo("x7");
        assertThat(successor.stream().top()).isZero();
    }

    @Test
    void a_copy_that_has_nothing_does_not_take_a_batch_from_the_middle() {
        Map.Entry<String, StreamRecord> entry = new AbstractMap.SimpleEntry<>("echo", null);
        AppendCopy copy = new AppendCopy(HEADER, HELLO, new Decision("x7", 2, 1000, new long[] {3}));

        assertThatThrownBy(() -> copy.process(entry)).isInstanceOf(RetryableHazelcastException.class);
        assertThat(entry.getValue()).isNull();
    }

    @Test
    void a_copy_follows_its_owner_into_a_new_epoch() {
        Map.Entry<String, StreamRecord> entry = new AbstractMap.SimpleEntry<>("echo", null);
        new AppendCopy(HEADER, HELLO, new Decision("x7", 0, 1000, new long[] {1})).process(entry);
        new AppendCopy(HEADER, HELLO, new Decision("x8", 0, 1001, new long[] {1})).process(entry);

        assertThat(entry.getValue().stream().epoch()).isEqualTo("x8");
        assertThat(entry.getValue().stream().top()).isEqualTo(1);
    }

    @Test
    void a_copy_that_gets_a_batch_twice_takes_it_once() {
        Map.Entry<String, StreamRecord> entry = new AbstractMap.SimpleEntry<>("echo", null);
        AppendCopy copy = new AppendCopy(HEADER, HELLO, new Decision("x7", 0, 1000, new long[] {1}));
        copy.process(entry);
        copy.process(entry);

        assertThat(entry.getValue().stream().top()).isEqualTo(1);
        assertThat(entry.getValue().diverged()).isFalse();
    }
}

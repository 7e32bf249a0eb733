package dev.echowall.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.journal.JournalRecord.CleanStop;
import dev.echowall.journal.JournalRecord.ShardState;
import dev.echowall.journal.JournalRecord.SnapshotsComplete;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamEnded;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalRecord.StreamState;
import dev.echowall.journal.JournalRecord.StreamTrimmed;
import dev.echowall.journal.JournalRecord.TimeMark;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
    private static final ChannelName ECHO = ChannelName.of("$echo:kitchen#42");
    private static final byte[] STATE = {0, -1, 7};
    private static final long TIME = 1_790_000_000_000L;

    static List<JournalRecord> records() {
        List<Draft> drafts = List.of(
                new Draft(Payload.text("水"), "id", TIME),
                new Draft(Payload.json("{}"), "id", 0),
                new Draft(
                        Payload.binary(new byte[300]),
                        null,
                        0,
                        new ClientInfo("u", "c", STATE, null),
                        Map.of("a", "b")),
                new Draft(Payload.text(""), null, 1));
        Stream stream = new Stream(ECHO, "x7", TIME);
        long[] first = stream.decide("sender", 1, drafts, TIME);
        stream.apply("sender", 1, drafts, first, "node1", TIME, Retention.UNLIMITED);
        long[] second = stream.decide("other", 9, drafts, TIME + 1);
        stream.apply("other", 9, drafts, second, "node2", TIME + 1, Retention.UNLIMITED);
        Retention retention = new Retention(3, 5, 7, 11, 13);
        return List.of(
                append(0, drafts, first, Retention.UNLIMITED),
                append(3, drafts, second, retention),
                append(3, List.of(), new long[0], retention),
                append(900, drafts, new long[] {-2, 0, 3, Long.MAX_VALUE >> 3}, retention),
                StreamSnapshot.of(stream.under("y8", 1), STATE),
                StreamSnapshot.of(new Stream(ECHO, "x7", TIME), new byte[0]),
                StreamTrimmed.of(stream, STATE),
                new StreamTrimmed(ECHO, "x7", 5, Long.MAX_VALUE, 100, STATE),
                new StreamState(ECHO, "x7", STATE),
                new StreamEnded(ECHO),
                new ShardState(70, STATE),
                new TimeMark(TIME),
                new SnapshotsComplete(12),
                new CleanStop(TIME));
    }

    private static StreamAppend append(long top, List<Draft> drafts, long[] outcomes, Retention retention) {
        return new StreamAppend(ECHO, "x7", top, "sender", 1, "node1", drafts, outcomes, TIME, retention, 77, STATE);
    }

    private static NumberedRecord decoded(byte[] body) {
        return RecordCodec.decode(ByteBuffer.wrap(body), new RecordInput.Texts());
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_is_what_it_was(JournalRecord record) {
        byte[] body = RecordCodec.encode(record);
        RecordCodec.number(body, 258);
        NumberedRecord decoded = decoded(body);
        assertThat(decoded.number()).isEqualTo(258);
        assertThat(decoded.record()).usingRecursiveComparison().isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void no_part_of_a_record_is_one_and_nothing_may_follow(JournalRecord record) {
        byte[] body = RecordCodec.encode(record);
        for (int length = 0; length < body.length; length++) {
            byte[] part = Arrays.copyOf(body, length);
            assertThatIllegalArgumentException().as(length + " bytes").isThrownBy(() -> decoded(part));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> decoded(Arrays.copyOf(body, body.length + 1)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void any_bytes_are_a_record_or_refused(JournalRecord record) {
        Random random = new Random(1);
        byte[] body = RecordCodec.encode(record);
        for (int i = 0; i < 2_000; i++) {
            byte[] other = body.clone();
            other[random.nextInt(other.length)] = (byte) random.nextInt();
            try {
                assertThat(decoded(other).record()).isNotNull();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void texts_that_take_each_others_place_are_still_right() {
        RecordInput.Texts texts = new RecordInput.Texts();
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            channels.add("echo:" + i % 25_000);
        }
        for (String each : channels) {
            byte[] body = RecordCodec.encode(new StreamEnded(ChannelName.of(each)));
            NumberedRecord decoded = RecordCodec.decode(ByteBuffer.wrap(body), texts);
            assertThat(((StreamEnded) decoded.record()).channel().value()).isEqualTo(each);
        }
    }
}

package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.hazelcast.internal.nio.BufferObjectDataOutput;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import dev.echowall.stream.StreamCopies;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who published something, and its tags, in each form in which members write publications down. */
class SerialMetadataTest {
    private static final String CHANNEL = "echo";
    private static final Retention MUCH = new Retention(1_000, 1 << 20, 0, 60_000);
    private static final ClientInfo INFO = new ClientInfo("42", "c1", new byte[] {'1'}, null);
    private static final List<Draft> DRAFTS = List.of(
            new Draft(Payload.text("plain"), "k1", 0),
            new Draft(Payload.json("1"), null, 0, INFO, Map.of()),
            new Draft(Payload.binary(new byte[] {0, -1}), "k2", 0, null, Map.of("a", "b")),
            new Draft(Payload.text(""), null, 7, INFO, Map.of("a", "b", "c", "中")));

    private static final InternalSerializationService WIRE = new DefaultSerializationServiceBuilder().build();

    private static StreamCopy copy() {
        Stream stream = new Stream(ChannelName.of(CHANNEL), "x", 1_000);
        stream.apply("s", 1, DRAFTS, new long[] {1, 2, 3, 4}, "n", 1_000, MUCH);
        return new StreamCopy(stream, new StreamVersion(new Term(1, "a"), 1), new Term(1, "a"));
    }

    private static byte[] written(List<Draft> drafts) throws IOException {
        BufferObjectDataOutput out = WIRE.createObjectDataOutput();
        Serialization.writeDrafts(out, drafts);
        return out.toByteArray();
    }

    @Test
    void a_batch_on_its_way_to_the_leader_and_to_the_backups() throws IOException {
        StreamChange.Append sent = new StreamChange.Append(
                new BatchHeader("s", 1, "n", true, MUCH), DRAFTS, new AppendDecision("x", 0, 1, new long[4]));

        assertThat(((StreamChange.Append) SerializedCopies.of(sent)).drafts()).isEqualTo(DRAFTS);
        assertThat(Serialization.readDrafts(WIRE.createObjectDataInput(written(DRAFTS))))
                .isEqualTo(DRAFTS);
    }

    @Test
    void a_whole_stream_for_a_backup_and_for_a_new_leader() {
        StreamChange.Snapshot whole = (StreamChange.Snapshot) SerializedCopies.of(new StreamChange.Snapshot(copy()));
        StreamCopy fetched = Objects.requireNonNull(
                        SerializedCopies.of(new FetchReply(List.of(copy()))).copies())
                .get(0);

        assertThat(StreamCopies.faceOf(whole.copy().stream())).isEqualTo(StreamCopies.faceOf(copy().stream()));
        assertThat(StreamCopies.faceOf(fetched.stream())).isEqualTo(StreamCopies.faceOf(copy().stream()));
        assertThat(whole.copy().stream().weight()).isEqualTo(copy().stream().weight());
    }

    @Test
    void what_a_leader_answers_to_a_read() {
        Recovery read = copy().stream().read(new Position("", 0), 10, 1 << 20, Long.MIN_VALUE);

        assertThat(SerializedCopies.of(new ReadReply(ChannelName.of(CHANNEL), read))
                        .recovery())
                .isEqualTo(read);
    }

    @Test
    void what_a_member_that_was_cut_off_takes_along_in_its_file() {
        ClusterOptions options =
                new ClusterOptions("n", "carried-" + UUID.randomUUID(), "127.0.0.1", 1, 2, List.of(), 1, 1, null);
        Replicas before = new Replicas("r", options);
        before.replica(Placement.shard(CHANNEL)).copies().put(copy());
        RestartSnapshot.write(before);
        Replicas after = Objects.requireNonNull(RestartSnapshot.replicas(options, null));
        StreamCopy carried = Objects.requireNonNull(
                after.replica(Placement.shard(CHANNEL)).copies().get(CHANNEL));

        assertThat(after.self()).isEqualTo("r");
        assertThat(StreamCopies.faceOf(carried.stream())).isEqualTo(StreamCopies.faceOf(copy().stream()));
        assertThat(Files.exists(RestartSnapshot.file(options))).isFalse();
    }

    @Test
    void what_is_published_without_costs_not_one_byte() throws IOException {
        int count = Integer.BYTES;
        int payload = 1 + Integer.BYTES + 5;
        int noId = Integer.BYTES;

        assertThat(written(List.of(new Draft(Payload.text("plain"), null, 0))))
                .hasSize(count + payload + noId + Long.BYTES);
    }

    @Test
    void metadata_larger_than_what_may_be_published_is_not_read() throws IOException {
        BufferObjectDataOutput out = WIRE.createObjectDataOutput();
        out.writeInt(1);
        out.writeByte(0x40);
        out.writeByteArray(new byte[1 << 20]);
        byte[] hostile = out.toByteArray();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Serialization.readDrafts(WIRE.createObjectDataInput(hostile)))
                .withMessageContaining("metadata of 1048576 bytes");
    }
}

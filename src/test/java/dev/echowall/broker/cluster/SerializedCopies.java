package dev.echowall.broker.cluster;

import com.hazelcast.internal.nio.BufferObjectDataOutput;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import dev.echowall.broker.TypeIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What the other end of a wire, or the next start, gets of a thing. */
public final class SerializedCopies {
    private static final InternalSerializationService WIRE = new DefaultSerializationServiceBuilder()
            .addDataSerializableFactory(TypeIds.FACTORY, new TypeFactory())
            .build();

    private SerializedCopies() {}

    static FetchReply of(FetchReply fetched) {
        return WIRE.toObject(WIRE.toData(fetched));
    }

    static ReadReply of(ReadReply answer) {
        return WIRE.toObject(WIRE.toData(answer));
    }

    static StreamChange of(StreamChange change) {
        try {
            BufferObjectDataOutput out = WIRE.createObjectDataOutput();
            change.write(out);
            return StreamChange.read(WIRE.createObjectDataInput(out.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same replica with all that it must not forget, and nothing else. */
    static Replica of(Replica replica) {
        Replica carried = new Replica(replica.shard(), replica.self(), new HistoryBudget());
        List<StreamCopy> copies = new ArrayList<>();
        try {
            for (StreamCopy copy : replica.copies().values()) {
                BufferObjectDataOutput out = WIRE.createObjectDataOutput();
                copy.write(out);
                copies.add(StreamCopy.read(WIRE.createObjectDataInput(out.toByteArray())));
            }
            carried.resume(ReplicaState.of(replica.state().bytes()), copies);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return carried;
    }

    /** What a journal has of a replica: its copies. */
    static List<StreamCopy> journaled(Replica replica) {
        return List.copyOf(of(replica).copies().values());
    }
}

package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;

/**
 * The outcome of a batch: a {@link dev.echowall.stream.AppendOutcome} for each draft, and how many instances have
 * stored it.
 */
public final class AppendResult implements IdentifiedDataSerializable {
    /** Whether the batch was accepted, and if not, why. */
    public enum Status {
        ACCEPTED,
        /** The channel has no stream, and the batch may not create one. */
        ABSENT,
        /** This member is not the leader, or cannot act now; the sender should ask again. */
        AGAIN,
        /** There is no memory for it; nothing was done. */
        FULL,
        /** Too few members are visible; nothing was done. */
        NO_QUORUM;

        public void write(ObjectDataOutput out) throws IOException {
            out.writeString(name());
        }

        public static Status read(ObjectDataInput in) throws IOException {
            return valueOf(Serialization.string(in));
        }
    }

    private Status status = Status.ACCEPTED;
    private String epoch = "";
    private long[] outcomes = {};
    private long time;
    private int copies;
    private boolean created;
    private StreamVersion version = StreamVersion.NONE;

    public AppendResult() {}

    public AppendResult(String epoch, long[] outcomes, long time, int copies, boolean created) {
        this.epoch = epoch;
        this.outcomes = outcomes;
        this.time = time;
        this.copies = copies;
        this.created = created;
    }

    /** @param version the state of the stream that includes the batch */
    public AppendResult(String epoch, long[] outcomes, long time, int copies, boolean created, StreamVersion version) {
        this(epoch, outcomes, time, copies, created);
        this.version = version;
    }

    public static AppendResult not(Status why) {
        AppendResult refused = new AppendResult();
        refused.status = why;
        return refused;
    }

    public Status status() {
        return status;
    }

    public String epoch() {
        return epoch;
    }

    public long[] outcomes() {
        return outcomes;
    }

    /** When the stream accepted the batch, by the cluster's clock, in ms. */
    public long time() {
        return time;
    }

    public int copies() {
        return copies;
    }

    /**
     * The state of the stream that includes the batch, which all backups have. {@link StreamVersion#NONE} if there are
     * no
     * backups, or if the batch was decided in an earlier term than the one in which it is acknowledged.
     */
    public StreamVersion version() {
        return version;
    }

    /** Whether the stream was created for this batch. */
    public boolean created() {
        return created;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        status.write(out);
        out.writeString(epoch);
        out.writeLongArray(outcomes);
        out.writeLong(time);
        out.writeInt(copies);
        out.writeBoolean(created);
        version.write(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        status = Status.read(in);
        epoch = Serialization.string(in);
        outcomes = Serialization.longs(in);
        time = in.readLong();
        copies = in.readInt();
        created = in.readBoolean();
        version = StreamVersion.read(in);
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.APPEND_RESULT;
    }
}

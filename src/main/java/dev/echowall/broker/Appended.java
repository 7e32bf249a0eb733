package dev.echowall.broker;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;

/**
 * The outcome of a batch: a {@link dev.echowall.stream.Verdict} for each draft, and how many instances have stored it.
 */
public final class Appended implements IdentifiedDataSerializable {
    /** Whether the batch was accepted, and if not, why. */
    public enum Outcome {
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

        public static Outcome read(ObjectDataInput in) throws IOException {
            return valueOf(Serial.string(in));
        }
    }

    private Outcome outcome = Outcome.ACCEPTED;
    private String epoch = "";
    private long[] verdicts = {};
    private long time;
    private int copies;
    private boolean created;
    private Stamp stamp = Stamp.NONE;

    public Appended() {}

    public Appended(String epoch, long[] verdicts, long time, int copies, boolean created) {
        this.epoch = epoch;
        this.verdicts = verdicts;
        this.time = time;
        this.copies = copies;
        this.created = created;
    }

    /** @param stamp the state of the stream that includes the batch */
    public Appended(String epoch, long[] verdicts, long time, int copies, boolean created, Stamp stamp) {
        this(epoch, verdicts, time, copies, created);
        this.stamp = stamp;
    }

    public static Appended not(Outcome why) {
        Appended refused = new Appended();
        refused.outcome = why;
        return refused;
    }

    public Outcome outcome() {
        return outcome;
    }

    public String epoch() {
        return epoch;
    }

    public long[] verdicts() {
        return verdicts;
    }

    /** When the stream accepted the batch, by the cluster's clock, in ms. */
    public long time() {
        return time;
    }

    public int copies() {
        return copies;
    }

    /**
     * The state of the stream that includes the batch, which all backups have. {@link Stamp#NONE} if there are no
     * backups, or if the batch was decided in an earlier term than the one in which it is acknowledged.
     */
    public Stamp stamp() {
        return stamp;
    }

    /** Whether the stream was created for this batch. */
    public boolean created() {
        return created;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        outcome.write(out);
        out.writeString(epoch);
        out.writeLongArray(verdicts);
        out.writeLong(time);
        out.writeInt(copies);
        out.writeBoolean(created);
        stamp.write(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        outcome = Outcome.read(in);
        epoch = Serial.string(in);
        verdicts = Serial.longs(in);
        time = in.readLong();
        copies = in.readInt();
        created = in.readBoolean();
        stamp = Stamp.read(in);
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.APPENDED;
    }
}

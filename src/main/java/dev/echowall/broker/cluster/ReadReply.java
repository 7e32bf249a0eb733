package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.broker.AppendResult.Status;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A {@link Recovery} in a leader's answer. */
final class ReadReply implements IdentifiedDataSerializable {
    private Status status = Status.ACCEPTED;
    private @Nullable ChannelName channel;
    private @Nullable Recovery recovery;

    ReadReply() {}

    ReadReply(ChannelName channel, Recovery recovery) {
        this.channel = channel;
        this.recovery = recovery;
    }

    static ReadReply not(Status why) {
        ReadReply refused = new ReadReply();
        refused.status = why;
        return refused;
    }

    Status status() {
        return status;
    }

    Recovery recovery() {
        Recovery answer = recovery;
        if (answer == null) {
            throw new IllegalStateException("an answer is read before it is used");
        }
        return answer;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        status.write(out);
        if (status != Status.ACCEPTED) {
            return;
        }
        Recovery answer = recovery();
        out.writeString(channel == null ? "" : channel.value());
        out.writeString(answer.epoch());
        out.writeLong(answer.top());
        if (answer instanceof Recovered recovered) {
            out.writeBoolean(true);
            Serialization.writePublications(out, recovered.publications());
        } else if (answer instanceof Unrecoverable gap) {
            out.writeBoolean(false);
            out.writeString(gap.reason().name());
            out.writeLong(gap.oldest());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        status = Status.read(in);
        if (status != Status.ACCEPTED) {
            return;
        }
        ChannelName name = ChannelName.stored(Serialization.string(in));
        String epoch = Serialization.string(in);
        long top = in.readLong();
        channel = name;
        recovery = in.readBoolean()
                ? new Recovered(epoch, top, Serialization.readPublications(in, name, epoch))
                : new Unrecoverable(epoch, top, Reason.valueOf(Serialization.string(in)), in.readLong());
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.READ_REPLY;
    }
}

package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.broker.Appended.Outcome;
import dev.echowall.broker.Serial;
import dev.echowall.broker.TypeIds;
import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A {@link Recovery} in a leader's answer. */
final class Answer implements IdentifiedDataSerializable {
    private Outcome outcome = Outcome.ACCEPTED;
    private @Nullable ChannelName channel;
    private @Nullable Recovery recovery;

    Answer() {}

    Answer(ChannelName channel, Recovery recovery) {
        this.channel = channel;
        this.recovery = recovery;
    }

    static Answer not(Outcome why) {
        Answer refused = new Answer();
        refused.outcome = why;
        return refused;
    }

    Outcome outcome() {
        return outcome;
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
        outcome.write(out);
        if (outcome != Outcome.ACCEPTED) {
            return;
        }
        Recovery answer = recovery();
        out.writeString(channel == null ? "" : channel.value());
        out.writeString(answer.epoch());
        out.writeLong(answer.top());
        if (answer instanceof Recovered recovered) {
            out.writeBoolean(true);
            Serial.writePublications(out, recovered.publications());
        } else if (answer instanceof Unrecoverable gap) {
            out.writeBoolean(false);
            out.writeString(gap.reason().name());
            out.writeLong(gap.oldest());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        outcome = Outcome.read(in);
        if (outcome != Outcome.ACCEPTED) {
            return;
        }
        ChannelName name = ChannelName.of(Serial.string(in));
        String epoch = Serial.string(in);
        long top = in.readLong();
        channel = name;
        recovery = in.readBoolean()
                ? new Recovered(epoch, top, Serial.readPublications(in, name, epoch))
                : new Unrecoverable(epoch, top, Reason.valueOf(Serial.string(in)), in.readLong());
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.ANSWER;
    }
}

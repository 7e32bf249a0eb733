package dev.echowall.broker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.Operation;
import dev.echowall.broker.Serialization;
import dev.echowall.broker.TypeIds;
import dev.echowall.broker.cluster.DataMembers.Greeting;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member's message to another that it stores streams, or, before it leaves, that it is about to stop; what it asks of
 * leaders to save memory; and whether it was told to open the cluster without journals that are missing.
 */
final class HelloOperation extends Operation implements IdentifiedDataSerializable {
    private static final Logger log = LoggerFactory.getLogger(HelloOperation.class);

    /* Bits of one byte, which is 0 or 1 in messages of members that do not know the second. */
    private static final int SERVES = 1;
    private static final int OPENS = 2;

    private String replica = "";
    private Greeting greeting = new Greeting(false, HistoryDemand.NONE, false);

    HelloOperation() {}

    HelloOperation(String replica, Greeting greeting) {
        this.replica = replica;
        this.greeting = greeting;
    }

    Greeting greeting() {
        return greeting;
    }

    @Override
    public void run() {
        Replicas here = Replicas.of(getNodeEngine().getHazelcastInstance());
        here.members().heard(replica, greeting, getCallerAddress());
        if (greeting.opens() && here.openByForce()) {
            log.atWarn().log("no longer waits for journals: another instance was told to open without them");
        }
    }

    @Override
    public boolean returnsResponse() {
        return false;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeString(replica);
        out.writeByte((greeting.serves() ? SERVES : 0) | (greeting.opens() ? OPENS : 0));
        greeting.demand().write(out);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        replica = Serialization.string(in);
        int flags = in.readByte();
        greeting = new Greeting((flags & SERVES) != 0, HistoryDemand.read(in), (flags & OPENS) != 0);
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }

    @Override
    public int getClassId() {
        return TypeIds.HELLO;
    }
}

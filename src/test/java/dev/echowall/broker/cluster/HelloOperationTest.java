package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.internal.nio.BufferObjectDataInput;
import com.hazelcast.internal.nio.BufferObjectDataOutput;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import dev.echowall.broker.cluster.DataMembers.Greeting;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelloOperationTest {
    private final InternalSerializationService hazelcast = new DefaultSerializationServiceBuilder().build();

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void what_a_member_says_of_itself_arrives(boolean serves, boolean opens) throws IOException {
        Greeting said = new Greeting(serves, new HistoryDemand(1_000, 17), opens);
        HelloOperation heard = new HelloOperation();
        heard.readInternal(read(written(new HelloOperation("a", said))));
        assertThat(heard.greeting()).isEqualTo(said);
    }

    /** One that begins while others still run the version before. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void who_opens_nothing_says_it_as_members_did_that_did_not_know_of_it(boolean serves) throws IOException {
        HistoryDemand demand = new HistoryDemand(1_000, 17);
        BufferObjectDataOutput before = hazelcast.createObjectDataOutput();
        before.writeString("a");
        before.writeBoolean(serves);
        demand.write(before);
        byte[] now = written(new HelloOperation("a", new Greeting(serves, demand, false)));
        assertThat(now).isEqualTo(before.toByteArray());
    }

    private byte[] written(HelloOperation operation) throws IOException {
        BufferObjectDataOutput out = hazelcast.createObjectDataOutput();
        operation.writeInternal(out);
        return out.toByteArray();
    }

    private BufferObjectDataInput read(byte[] bytes) {
        return hazelcast.createObjectDataInput(bytes);
    }
}

package dev.echowall.broker.cluster;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.broker.AppendResult;
import dev.echowall.broker.TypeIds;

/** Creates the objects received from another member, by their type id. */
final class TypeFactory implements DataSerializableFactory {
    @Override
    public IdentifiedDataSerializable create(int type) {
        return switch (type) {
            case TypeIds.APPEND -> new AppendOperation();
            case TypeIds.APPEND_RESULT -> new AppendResult();
            case TypeIds.READ -> new ReadOperation();
            case TypeIds.READ_REPLY -> new ReadReply();
            case TypeIds.REPLICATE -> new ReplicateOperation();
            case TypeIds.VOTE_OPERATION -> new VoteOperation();
            case TypeIds.VOTE -> new Vote();
            case TypeIds.ACTIVATE -> new ActivateOperation();
            case TypeIds.FETCH -> new FetchOperation();
            case TypeIds.FETCH_REPLY -> new FetchReply();
            case TypeIds.PUSH -> new PushOperation();
            case TypeIds.RELEASE -> new ReleaseOperation();
            case TypeIds.TOPS -> new TopsOperation();
            case TypeIds.RETIRE -> new RetireOperation();
            case TypeIds.REMOVE_HISTORY -> new RemoveHistoryOperation();
            case TypeIds.HELLO -> new HelloOperation();
            case TypeIds.TRANSFER_LEADERSHIP -> new TransferLeadershipOperation();
            case TypeIds.COUNT -> new CountOperation();
            case TypeIds.CLOCK -> new ClockOperation();
            default -> throw new IllegalArgumentException("unknown type id " + type);
        };
    }
}

package dev.echowall.broker.cluster;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.echowall.broker.Appended;
import dev.echowall.broker.TypeIds;

/** Creates the objects received from another member, by their type id. */
final class TypeFactory implements DataSerializableFactory {
    @Override
    public IdentifiedDataSerializable create(int type) {
        return switch (type) {
            case TypeIds.APPEND -> new AppendOperation();
            case TypeIds.APPENDED -> new Appended();
            case TypeIds.READ -> new ReadOperation();
            case TypeIds.ANSWER -> new Answer();
            case TypeIds.FOLLOW -> new FollowOperation();
            case TypeIds.VOTE_OPERATION -> new VoteOperation();
            case TypeIds.VOTE -> new Vote();
            case TypeIds.ACTIVATE -> new ActivateOperation();
            case TypeIds.FETCH -> new FetchOperation();
            case TypeIds.FETCHED -> new Fetched();
            case TypeIds.PUSH -> new PushOperation();
            case TypeIds.RELEASE -> new ReleaseOperation();
            case TypeIds.TOPS -> new TopsOperation();
            case TypeIds.RETIRE -> new RetireOperation();
            case TypeIds.HELLO -> new HelloOperation();
            case TypeIds.OFFER -> new OfferOperation();
            case TypeIds.COUNT -> new CountOperation();
            case TypeIds.CLOCK -> new ClockOperation();
            default -> throw new IllegalArgumentException("unknown type id " + type);
        };
    }
}

package dev.echowall.broker;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** The numbers our types have on the wire between members: never reused, never reordered. */
final class Types implements DataSerializableFactory {
    static final int FACTORY = 7301;
    static final int APPEND = 2;
    static final int APPENDED = 4;
    static final int READ = 5;
    static final int ANSWER = 6;
    static final int FOLLOW = 11;
    static final int VOTE_OPERATION = 12;
    static final int VOTE = 13;
    static final int ACTIVATE = 14;
    static final int FETCH = 15;
    static final int FETCHED = 16;
    static final int PUSH = 17;
    static final int RELEASE = 18;
    static final int TOPS = 19;
    static final int RETIRE = 20;
    static final int COUNT = 21;
    static final int OFFER = 24;
    static final int HELLO = 25;
    static final int CLOCK = 40;

    @Override
    public IdentifiedDataSerializable create(int type) {
        return switch (type) {
            case APPEND -> new AppendOperation();
            case APPENDED -> new Appended();
            case READ -> new ReadOperation();
            case ANSWER -> new Answer();
            case FOLLOW -> new FollowOperation();
            case VOTE_OPERATION -> new VoteOperation();
            case VOTE -> new Vote();
            case ACTIVATE -> new ActivateOperation();
            case FETCH -> new FetchOperation();
            case FETCHED -> new Fetched();
            case PUSH -> new PushOperation();
            case RELEASE -> new ReleaseOperation();
            case TOPS -> new TopsOperation();
            case RETIRE -> new RetireOperation();
            case HELLO -> new HelloOperation();
            case OFFER -> new OfferOperation();
            case COUNT -> new CountOperation();
            case CLOCK -> new ClockOperation();
            default -> throw new IllegalArgumentException("no type of ours has the number " + type);
        };
    }
}

package dev.echowall.broker;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** The numbers our types have on the wire between members: never reused, never reordered. */
final class Types implements DataSerializableFactory {
    static final int FACTORY = 7301;
    static final int STREAM_RECORD = 1;
    static final int APPEND = 2;
    static final int APPEND_COPY = 3;
    static final int APPENDED = 4;
    static final int READ = 5;
    static final int ANSWER = 6;
    static final int TOP = 7;
    static final int RETIRE = 8;
    static final int RETIRED = 9;
    static final int AGES = 10;
    static final int FOLLOW = 11;
    static final int VOTE_OPERATION = 12;
    static final int VOTE = 13;
    static final int ACTIVATE = 14;
    static final int FETCH = 15;
    static final int FETCHED = 16;
    static final int PUSH = 17;
    static final int RELEASE = 18;
    static final int TOPS = 19;
    static final int RETIRE_OPERATION = 20;
    static final int COUNT = 21;
    static final int APPEND_OPERATION = 22;
    static final int READ_OPERATION = 23;

    @Override
    public IdentifiedDataSerializable create(int type) {
        return switch (type) {
            case STREAM_RECORD -> new StreamRecord();
            case APPEND -> new Append();
            case APPEND_COPY -> new AppendCopy();
            case APPENDED -> new Appended();
            case READ -> new Read();
            case ANSWER -> new Answer();
            case TOP -> new Top();
            case RETIRE -> new Retire();
            case RETIRED -> new Retired();
            case AGES -> new Ages();
            case FOLLOW -> new FollowOperation();
            case VOTE_OPERATION -> new VoteOperation();
            case VOTE -> new Vote();
            case ACTIVATE -> new ActivateOperation();
            case FETCH -> new FetchOperation();
            case FETCHED -> new Fetched();
            case PUSH -> new PushOperation();
            case RELEASE -> new ReleaseOperation();
            case TOPS -> new TopsOperation();
            case RETIRE_OPERATION -> new RetireOperation();
            case COUNT -> new CountOperation();
            case APPEND_OPERATION -> new AppendOperation();
            case READ_OPERATION -> new ReadOperation();
            default -> throw new IllegalArgumentException("no type of ours has the number " + type);
        };
    }
}

package dev.echowall.broker;

/** The ids of our types in messages between members. They are never reused or reordered. */
public final class TypeIds {
    public static final int FACTORY = 7301;
    public static final int APPEND = 2;
    public static final int APPEND_RESULT = 4;
    public static final int READ = 5;
    public static final int READ_REPLY = 6;
    public static final int REPLICATE = 11;
    public static final int VOTE_OPERATION = 12;
    public static final int VOTE = 13;
    public static final int ACTIVATE = 14;
    public static final int FETCH = 15;
    public static final int FETCH_REPLY = 16;
    public static final int PUSH = 17;
    public static final int RELEASE = 18;
    public static final int TOPS = 19;
    public static final int RETIRE = 20;
    public static final int COUNT = 21;
    public static final int TRANSFER_LEADERSHIP = 24;
    public static final int HELLO = 25;
    public static final int REMOVE_HISTORY = 26;
    public static final int CLOCK = 40;

    private TypeIds() {}
}

package dev.echowall.channel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, as others are told: beside what it publishes, and where it is present. Centrifugal's {@code ClientInfo}.
 *
 * <p>Immutable by convention: neither the one who makes it nor the one who reads it changes the bytes.
 *
 * @param user whom the client speaks for; empty for nobody in particular
 * @param client the connection, another one each time
 * @param connInfo one JSON value about the connection, in UTF-8; null for none
 * @param chanInfo one JSON value about the client in this channel, in UTF-8; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString look at what the arrays hold
public record ClientInfo(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {
    /** Characters of a user and of a client: as many as OpenID Connect allows for the {@code sub} of a token. */
    public static final int MAX_NAME = 255;

    /** Bytes of both infos together: they are kept and sent with every publication. */
    public static final int MAX_INFO = 4096;

    /** Its objects on the heap, without what they hold. */
    private static final int OBJECTS = 176;

    /**
     * @throws IllegalArgumentException with a sentence, when something is longer than it may be
     */
    // Written out: for a compact one, javac does not write down which arrays may be null.
    public ClientInfo(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {
        if (user.length() > MAX_NAME || client.length() > MAX_NAME) {
            throw new IllegalArgumentException("a user and a client have at most " + MAX_NAME
                    + " characters, these have " + user.length() + " and " + client.length());
        }
        int bytes = length(connInfo) + length(chanInfo);
        if (bytes > MAX_INFO) {
            throw new IllegalArgumentException(
                    "what is told about a client has at most " + MAX_INFO + " bytes, this has " + bytes);
        }
        this.user = user;
        this.client = client;
        this.connInfo = connInfo;
        this.chanInfo = chanInfo;
    }

    /** What it takes up on the heap at most, in bytes. */
    public int size() {
        return OBJECTS + 2 * (user.length() + client.length()) + length(connInfo) + length(chanInfo);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof ClientInfo other
                && user.equals(other.user)
                && client.equals(other.client)
                && Arrays.equals(connInfo, other.connInfo)
                && Arrays.equals(chanInfo, other.chanInfo);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * user.hashCode() + client.hashCode())
                + 31 * Arrays.hashCode(connInfo)
                + Arrays.hashCode(chanInfo);
    }

    /** Neither the user nor the infos: people do not belong into logs. */
    @Override
    public String toString() {
        return "client " + client + "[" + (length(connInfo) + length(chanInfo)) + "]";
    }
}

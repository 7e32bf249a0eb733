package dev.echowall.channel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a client as shown to others, with its publications and in presence. Centrifugal's {@code ClientInfo}.
 *
 * <p>Immutable by convention: neither its creator nor its readers change the bytes.
 *
 * @param user the user of the client; empty for an anonymous one
 * @param client the id of the connection, different for each
 * @param connInfo a JSON value about the connection, in UTF-8; null for none
 * @param chanInfo a JSON value about the client in this channel, in UTF-8; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString compare the arrays' content
public record ClientInfo(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {
    /** The most characters of a user and of a client: the limit of OpenID Connect for the {@code sub} of a token. */
    public static final int MAX_NAME = 255;

    /** The most bytes of both infos together, because they are stored and sent with every publication. */
    public static final int MAX_INFO = 4096;

    /** The memory of its objects, without their content. */
    private static final int OBJECTS = 176;

    /** @throws IllegalArgumentException with a sentence if something is too long */
    // Not a compact constructor, because for one javac does not record which arrays may be null.
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

    /** The most heap memory that it uses, in bytes. */
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

    /** Without the user and the infos, because personal data must not be logged. */
    @Override
    public String toString() {
        return "client " + client + "[" + (length(connInfo) + length(chanInfo)) + "]";
    }
}

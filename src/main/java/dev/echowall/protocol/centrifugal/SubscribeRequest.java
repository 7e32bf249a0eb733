package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Position;

/**
 * What a client wants of a channel.
 *
 * @param channel as it was sent: empty when it was not, and perhaps no valid name
 * @param token empty when there is none
 * @param recover whether what followed {@code from} is wanted
 * @param from the client's position; {@code :0} when it sent none. Its epoch may be any string
 * @param flag bits of what the client is capable of; unknown ones are to be ignored
 * @param type 0 for a stream; the server has no others
 * @param filtered whether a filter by tags was given
 */
public record SubscribeRequest(
        String channel,
        String token,
        boolean recover,
        Position from,
        boolean positioned,
        boolean recoverable,
        boolean joinLeave,
        long flag,
        int type,
        boolean filtered) {
    /** A bit of {@link #flag}: the server may give the channel a number, and write it instead of the name. */
    public static final long COMPACTION = 1;

    /** A bit of {@link #flag}: what cannot be recovered is an error, 112. */
    public static final long REJECT_UNRECOVERED = 2;

    /** Whether the client has this capability. */
    public boolean has(long bit) {
        return (flag & bit) != 0;
    }

    /** Without the token, which does not belong into logs. */
    @Override
    public String toString() {
        return "SubscribeRequest[channel=" + channel + ", recover=" + recover + ", from=" + from + ", flag=" + flag
                + ", type=" + type + "]";
    }
}

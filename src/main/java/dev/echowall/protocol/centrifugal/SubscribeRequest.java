package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import org.jspecify.annotations.Nullable;

/**
 * The request of a subscribe command.
 *
 * @param channel as it was sent: empty if it was not, and possibly not a valid name
 * @param token empty if there is none
 * @param recover whether the client asks for what followed {@code from}
 * @param from the client's position; {@code :0} if it sent none. Its epoch may be any string
 * @param flag bits for the client's capabilities; unknown ones must be ignored
 * @param type 0 for a stream; the server supports no others
 * @param filtered whether it has a filter by tags
 * @param data for the application; null if nothing was sent
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
        boolean filtered,
        @Nullable Payload data) {
    /** Without data for the application. */
    public SubscribeRequest(
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
        this(channel, token, recover, from, positioned, recoverable, joinLeave, flag, type, filtered, null);
    }

    /** A bit of {@link #flag}: the server may use a number in place of the channel's name. */
    public static final long COMPACTION = 1;

    /** A bit of {@link #flag}: if not everything can be recovered, the answer is error 112. */
    public static final long REJECT_UNRECOVERED = 2;

    /** Whether the client has this capability. */
    public boolean has(long bit) {
        return (flag & bit) != 0;
    }

    /** Without the token, which must not appear in logs. */
    @Override
    public String toString() {
        return "SubscribeRequest[channel=" + channel + ", recover=" + recover + ", from=" + from + ", flag=" + flag
                + ", type=" + type + "]";
    }
}

package dev.echowall.channel;

import java.time.Duration;

/**
 * What is told about who is in a channel.
 *
 * @param presence whether its clients can be listed and counted
 * @param joinLeave whether its subscribers are told who comes and goes
 * @param presenceGrace how long the leave of a client that was lost is held back, because it may come back
 */
public record PresenceOptions(boolean presence, boolean joinLeave, Duration presenceGrace) {
    public static final PresenceOptions NONE = new PresenceOptions(false, false, Duration.ofSeconds(5));

    /** Whether the instances have to know who is in the channel. */
    public boolean isKept() {
        return presence || joinLeave;
    }
}

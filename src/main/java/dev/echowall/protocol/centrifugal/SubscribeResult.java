package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a subscribe command. What is false, 0 or empty is not written.
 *
 * @param expires whether the client must send another token before {@code ttl} is over
 * @param ttl in seconds
 * @param recoverable whether the client can recover from its position
 * @param positioned whether the client will be told of a gap
 * @param position of the subscription; {@code :0} if it has none
 * @param wasRecovering whether the client asked for recovery
 * @param recovered whether it receives everything it missed, beginning with the publications
 * @param publications in order of their offsets
 * @param number in place of the channel's name in pushes from now on; 0 for the name
 * @param data of the application for the client; null for none
 */
public record SubscribeResult(
        boolean expires,
        int ttl,
        boolean recoverable,
        boolean positioned,
        Position position,
        boolean wasRecovering,
        boolean recovered,
        List<Publication> publications,
        long number,
        @Nullable Payload data) {
    /** Without data of the application. */
    public SubscribeResult(
            boolean expires,
            int ttl,
            boolean recoverable,
            boolean positioned,
            Position position,
            boolean wasRecovering,
            boolean recovered,
            List<Publication> publications,
            long number) {
        this(expires, ttl, recoverable, positioned, position, wasRecovering, recovered, publications, number, null);
    }
}

package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import java.util.List;

/**
 * What came of a subscription. What is false, 0 or empty is not written.
 *
 * @param expires whether the client must send another token before {@code ttl} is over
 * @param ttl in seconds
 * @param recoverable whether the client may come back with its position
 * @param positioned whether the client can rely on hearing of a gap
 * @param position where the subscription stands; {@code :0} when it has no position
 * @param wasRecovering whether the client asked for what it missed
 * @param recovered whether it gets that, beginning with the publications
 * @param publications in the order of their offsets
 * @param number stands for the channel in pushes from now on; 0 when the name does
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
        long number) {}

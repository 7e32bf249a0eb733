package dev.echowall.session.centrifugal;

import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.centrifugal.ReplyEncoder;
import dev.echowall.stream.Recovery;
import java.util.List;

/**
 * How a subscription begins: the publications in the reply, and where the cursor continues after them.
 *
 * @param told the position in the reply
 * @param after where delivery begins
 */
record RecoveredPage(Position told, boolean recovered, List<Publication> publications, Position after) {
    /**
     * The page for a client that was at this position.
     *
     * @param bytes the most bytes of the encoded publications, but at least one publication; 0 or less for none
     */
    static RecoveredPage of(Recovery answer, Position from, ReplyEncoder encoder, int bytes) {
        if (answer instanceof Recovery.Recovered recovered) {
            List<Publication> page = fitting(recovered.publications(), encoder, bytes);
            long last =
                    page.isEmpty() ? from.offset() : page.get(page.size() - 1).offset();
            // The client is told its own position again; the publications move it on from there.
            return new RecoveredPage(
                    new Position(answer.epoch(), from.offset()), true, page, new Position(answer.epoch(), last));
        }
        return atTop(answer);
    }

    /** Without missed publications, from now on. */
    static RecoveredPage atTop(Recovery answer) {
        Position top = new Position(answer.epoch(), answer.top());
        return new RecoveredPage(top, false, List.of(), top);
    }

    /** As many of them, but at least one, as fit into a reply of this size; none if there is no room at all. */
    static List<Publication> fitting(List<Publication> publications, ReplyEncoder encoder, int bytes) {
        if (bytes <= 0) {
            return List.of();
        }
        int count = 0;
        long size = 0;
        while (count < publications.size()) {
            size += encoder.sizeOf(publications.get(count));
            if (size > bytes && count > 0) {
                break;
            }
            count++;
        }
        return List.copyOf(publications.subList(0, count)); // a view would keep the others in memory
    }

    /** The encoded size of its publications in bytes. */
    int size(ReplyEncoder encoder) {
        return publications.stream().mapToInt(encoder::sizeOf).sum();
    }
}

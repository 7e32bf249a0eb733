package dev.echowall.lifecycle;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is to be told next.
 *
 * @param gap whether what happened before {@code upTo} is not known any more
 * @param upTo the place to go on from; null if nothing is known yet
 * @param events each as Server-Sent Events have it
 */
public record EventPage(boolean gap, @Nullable EventId upTo, List<Buffer> events) {
    static final EventPage NOT_YET = new EventPage(false, null, List.of());
}

package dev.echowall.stream;

import dev.echowall.channel.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A publication that is offered to a stream.
 *
 * @param id of several drafts with the same id only the first is accepted; null for none
 * @param rank a draft with a rank is accepted only if the rank is later than all before; 0 for none
 */
public record Draft(Payload payload, @Nullable String id, long rank) {}

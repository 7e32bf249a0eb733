package dev.echowall.stream;

import dev.echowall.channel.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a stream to take.
 *
 * @param id of several drafts with one id only the first is taken; null for none
 * @param rank of those with a rank only one later than all before is taken; 0 for none
 */
public record Draft(Payload payload, @Nullable String id, long rank) {}

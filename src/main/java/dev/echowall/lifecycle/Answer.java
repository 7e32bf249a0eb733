package dev.echowall.lifecycle;

import dev.echowall.channel.Position;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an instance knows.
 *
 * @param own its own connections
 * @param follows the position up to which it knows all connections; null if it does not
 * @param sources those of which it knows connections or may be about to
 */
record Answer(TablePage own, @Nullable Position follows, Set<String> sources) {}

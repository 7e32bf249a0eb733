package dev.echowall.journal;

import dev.echowall.channel.Position;
import dev.echowall.stream.Stream;
import java.util.List;

/**
 * A stream as the journal knew it last.
 *
 * @param ancestors the epochs that it continues, each with the last offset that is the same in it
 * @param state what its writer wanted back
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RestoredStream(Stream stream, List<Position> ancestors, byte[] state) {}

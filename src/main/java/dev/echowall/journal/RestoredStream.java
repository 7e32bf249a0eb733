package dev.echowall.journal;

import dev.echowall.stream.Stream;

/**
 * A stream as the journal knew it last.
 *
 * @param state what its writer wanted back
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RestoredStream(Stream stream, byte[] state) {}

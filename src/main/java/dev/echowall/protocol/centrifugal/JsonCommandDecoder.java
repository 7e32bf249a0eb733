package dev.echowall.protocol.centrifugal;

import java.util.function.Consumer;

/** Commands in Json. */
final class JsonCommandDecoder implements CommandDecoder {
    @Override
    public void decode(byte[] message, Consumer<Command> each) throws MalformedMessage {
        throw new UnsupportedOperationException();
    }
}

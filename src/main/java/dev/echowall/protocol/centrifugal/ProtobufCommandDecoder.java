package dev.echowall.protocol.centrifugal;

import java.util.function.Consumer;

/** Commands in Protobuf. */
final class ProtobufCommandDecoder implements CommandDecoder {
    @Override
    public void decode(byte[] message, Consumer<Command> each) throws MalformedMessage {
        throw new UnsupportedOperationException();
    }
}

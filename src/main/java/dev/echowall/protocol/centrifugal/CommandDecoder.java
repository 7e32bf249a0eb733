package dev.echowall.protocol.centrifugal;

import java.util.function.Consumer;

/** Decodes what clients send. Stateless; may be called from any thread. */
public interface CommandDecoder {
    /**
     * Decodes one WebSocket message, which contains one or more commands.
     *
     * @param message is not changed, and not referred to afterwards
     * @param each receives the commands in order
     * @throws MalformedMessage if the message, or the rest of it, violates the protocol; the commands before that
     *     have been delivered
     */
    void decode(byte[] message, Consumer<Command> each) throws MalformedMessage;
}

package dev.echowall.protocol.centrifugal;

import java.util.function.Consumer;

/** Reads what clients send. Stateless, for any thread. */
public interface CommandDecoder {
    /**
     * Reads one WebSocket message, which holds one or more commands.
     *
     * @param message is not changed, and nothing refers to it afterwards
     * @param each takes the commands in their order
     * @throws MalformedMessage when the message, or the rest of it, is none of the protocol; the commands before that
     *     were delivered
     */
    void decode(byte[] message, Consumer<Command> each) throws MalformedMessage;
}

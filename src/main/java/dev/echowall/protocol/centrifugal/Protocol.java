package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;

/** The two encodings of the protocol. They carry the same messages. */
public enum Protocol {
    /** Text messages with a JSON object on each line. The default for clients that offer no subprotocol. */
    JSON("centrifuge-json", Payload.Kind.TEXT),
    /** Binary messages with length-delimited messages of the schema. */
    PROTOBUF("centrifuge-protobuf", Payload.Kind.BINARY);

    private final String subprotocol;
    private final Payload.Kind frameKind;

    Protocol(String subprotocol, Payload.Kind frameKind) {
        this.subprotocol = subprotocol;
        this.frameKind = frameKind;
    }

    /** Its name in {@code Sec-WebSocket-Protocol}. */
    public String subprotocol() {
        return subprotocol;
    }

    /** The opcode of its WebSocket messages: TEXT or BINARY. */
    public Payload.Kind frameKind() {
        return frameKind;
    }

    /** Shared by all connections; may be called from any thread. */
    public CommandDecoder decoder() {
        return this == JSON ? JsonCommandDecoder.INSTANCE : ProtobufCommandDecoder.INSTANCE;
    }

    /** Shared by all connections; may be called from any thread. */
    public ReplyEncoder encoder() {
        return this == JSON ? MessageEncoder.JSON : MessageEncoder.PROTOBUF;
    }
}

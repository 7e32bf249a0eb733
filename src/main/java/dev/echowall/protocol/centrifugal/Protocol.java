package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;

/** The two encodings of the protocol. They carry the same messages. */
public enum Protocol {
    /** Text messages, one JSON object a line. Who offers no subprotocol speaks it. */
    JSON("centrifuge-json", Payload.Kind.TEXT),
    /** Binary messages, each message of the schema after its length. */
    PROTOBUF("centrifuge-protobuf", Payload.Kind.BINARY);

    private final String subprotocol;
    private final Payload.Kind frameKind;

    Protocol(String subprotocol, Payload.Kind frameKind) {
        this.subprotocol = subprotocol;
        this.frameKind = frameKind;
    }

    /** As {@code Sec-WebSocket-Protocol} names it. */
    public String subprotocol() {
        return subprotocol;
    }

    /** The kind of WebSocket message it is spoken in: TEXT or BINARY. */
    public Payload.Kind frameKind() {
        return frameKind;
    }

    /** For all connections and threads. */
    public CommandDecoder decoder() {
        return this == JSON ? JsonCommandDecoder.INSTANCE : ProtobufCommandDecoder.INSTANCE;
    }

    /** For all connections and threads. */
    public ReplyEncoder encoder() {
        return this == JSON ? MessageEncoder.JSON : MessageEncoder.PROTOBUF;
    }
}

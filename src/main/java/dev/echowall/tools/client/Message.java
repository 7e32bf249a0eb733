package dev.echowall.tools.client;

import io.vertx.core.buffer.Buffer;

/** One whole message from the server; the body of a text message is valid UTF-8. */
record Message(Kind kind, Buffer body) {
    enum Kind {
        TEXT,
        BINARY
    }

    static Message text(String body) {
        return new Message(Kind.TEXT, Buffer.buffer(body));
    }

    static Message binary(Buffer body) {
        return new Message(Kind.BINARY, body);
    }
}

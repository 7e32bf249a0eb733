package dev.echowall.protocol.centrifugal;

/** A message violates the protocol, so the connection is closed. Has no stack trace, because any client can cause it. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMessage(String sentence) {
        super(sentence, null, false, false);
    }
}

package dev.echowall.protocol.centrifugal;

/** A message is not of the protocol: the connection is closed for it. Stackless, since any client can cause it. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMessage(String sentence) {
        super(sentence, null, false, false);
    }
}

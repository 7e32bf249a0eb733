package dev.echowall.broker;

/** Announces what was accepted here to all other nodes. May lose anything; the stream is the truth. */
public interface Announcer {
    /** Called on the broker's context, in the order of each channel. */
    void announce(Batch batch);

    /** Nobody to announce it to: for a node that is alone. */
    Announcer NONE = batch -> {};
}

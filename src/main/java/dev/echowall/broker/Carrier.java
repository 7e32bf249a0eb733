package dev.echowall.broker;

/** Carries what was accepted here to all other nodes. May lose anything; the stream is the truth. */
public interface Carrier {
    /** Called on the broker's context, in each channel's order. */
    void announce(Batch batch);

    /** Nowhere to carry it: for a node that is alone. */
    Carrier NONE = batch -> {};
}

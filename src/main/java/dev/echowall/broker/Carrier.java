package dev.echowall.broker;

/**
 * Carries publications that were accepted here to all other nodes. It may lose any of them, because nodes read what is
 * missing from the stream.
 */
public interface Carrier {
    /** Called on the broker's context, in the order of each channel. */
    void announce(Batch batch);

    /** For a single node, which has no others to carry anything to. */
    Carrier NONE = batch -> {};
}

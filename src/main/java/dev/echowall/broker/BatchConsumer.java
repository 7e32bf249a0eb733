package dev.echowall.broker;

/** Hears what is published on the channels it follows; one per event loop. */
public interface BatchConsumer {
    /**
     * The next publications of a followed channel: in order, without holes, each once. A batch of another epoch than the
     * one before starts that epoch at whatever offset is still kept. Called on the context the consumer was made for.
     */
    void heard(Batch batch);
}

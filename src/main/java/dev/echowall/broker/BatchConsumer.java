package dev.echowall.broker;

/** Receives the publications of the channels that it follows; there is one per event loop. */
public interface BatchConsumer {
    /**
     * The next publications of a followed channel: in order, without holes, each once. A batch of a new epoch starts
     * that epoch at the oldest offset that is still kept. Called on the context that was given to {@link
     * Broker#follow}.
     */
    void heard(Batch batch);
}

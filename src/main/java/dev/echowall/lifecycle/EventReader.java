package dev.echowall.lifecycle;

/** Somebody who reads events, by {@link Lifecycle#read}. */
public interface EventReader {
    /** There may be something to read. Called on the context of {@link Lifecycle}; must not block. */
    void wake();

    /** There is nothing more to read here. Called likewise. */
    void end(String why);
}

package dev.echowall.journal;

/** Whether what is written to the journal gets to the disk. */
public sealed interface JournalStatus {
    /** It does, within the configured time. */
    record Writing() implements JournalStatus {}

    /**
     * It does not, so what has changed since then would be lost in a crash. The journal tries again by itself; it is
     * writing again once everything that is kept has been written anew.
     *
     * @param reason a sentence
     * @param since in ms since 1970
     */
    record Suspended(String reason, long since) implements JournalStatus {}

    /** The journal was closed. */
    record Closed() implements JournalStatus {}
}

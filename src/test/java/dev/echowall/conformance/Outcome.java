package dev.echowall.conformance;

/**
 * What came of a case, in the words of the original's report.
 *
 * @param behavior whether what was heard is what the case expects
 * @param ending whether the connection ended as it expects
 * @param detail what was heard and how it ended, for a report of failure
 */
public record Outcome(Behavior behavior, Ending ending, String detail) {
    enum Behavior {
        OK,
        /** Allowed by the RFC, but not what it recommends. */
        NON_STRICT,
        /** The RFC leaves it open. */
        INFORMATIONAL,
        FAILED
    }

    enum Ending {
        OK,
        INFORMATIONAL,
        /** Not by a close frame from each side. */
        UNCLEAN,
        WRONG_CODE,
        WRONG_ENDPOINT,
        /** The client waited in vain for the server to close. */
        FAILED_BY_CLIENT
    }

    static Outcome failed(String detail) {
        return new Outcome(Behavior.FAILED, Ending.UNCLEAN, detail);
    }

    /** The one word that is counted. */
    String word() {
        boolean bad = ending != Ending.OK && ending != Ending.INFORMATIONAL;
        return bad && behavior != Behavior.FAILED ? behavior + ", close " + ending : behavior.toString();
    }
}

package dev.echowall.tools.link;

/** What the status of an answer says to a client that could try again. */
final class HttpStatus {
    private HttpStatus() {}

    /** Whether it is temporary by its meaning: the server's own troubles, too many requests, a time that was over. */
    static boolean isTemporary(int status) {
        return status >= 500 || status == 429 || status == 408;
    }
}

package dev.echowall.protocol;

/**
 * A refusal after which the connection ends, because the application wants it so. Where there is no connection to end, as for a single
 * HTTP request, it is a refusal like any other.
 */
public final class Disconnection extends Refusal {
    /** The most bytes of the reason in a close frame. */
    public static final int REASON_BYTES = 123;

    private static final long serialVersionUID = 1L;

    /**
     * @param number the code of the close frame
     * @param reason at most {@link #REASON_BYTES} of UTF-8
     */
    public Disconnection(int number, String reason) {
        super(ErrorCode.REFUSED_BY_HOOK, number, reason, false);
    }
}

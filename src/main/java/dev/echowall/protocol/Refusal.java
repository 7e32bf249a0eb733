package dev.echowall.protocol;

/** A refused command, with a message for its sender. A value for failed futures, without a stack trace. */
public class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int number;
    private final boolean temporary;

    public Refusal(ErrorCode code, String message) {
        this(code, code.code(), message, code.temporary());
    }

    /**
     * A refusal that the application gives a number of its own.
     *
     * @param number that the client is told
     * @param temporary whether the same command may succeed later
     */
    public Refusal(ErrorCode code, int number, String message, boolean temporary) {
        super(message, null, false, false);
        this.code = code;
        this.number = number;
        this.temporary = temporary;
    }

    public ErrorCode code() {
        return code;
    }

    /** The number that the client is told: the code's, unless the application gave another one. */
    public int number() {
        return number;
    }

    /** Whether the same command may succeed later. */
    public boolean temporary() {
        return temporary;
    }

    public String sentence() {
        String message = getMessage();
        return message == null ? code.label() : message;
    }
}

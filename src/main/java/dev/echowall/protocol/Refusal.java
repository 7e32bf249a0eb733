package dev.echowall.protocol;

/** A refused command, with a message for its sender. A value for failed futures, without a stack trace. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public Refusal(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    public String sentence() {
        String message = getMessage();
        return message == null ? code.label() : message;
    }
}

package dev.echowall.server.api;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates the failure of a command to the error that its sender is told. */
public final class ApiFailure {
    private static final Logger log = LoggerFactory.getLogger(ApiFailure.class);

    private ApiFailure() {}

    /** A failure that is neither a refusal nor a malformed request is a fault of the server, and logged. */
    public static Refusal refusal(Throwable why) {
        if (why instanceof Refusal refusal) {
            return refusal;
        }
        if (why instanceof IllegalArgumentException malformed) {
            String sentence = malformed.getMessage();
            return new Refusal(ErrorCode.BAD_REQUEST, sentence == null ? "the request is malformed" : sentence);
        }
        log.atError().setCause(why).log("a command of the server API failed");
        return new Refusal(ErrorCode.INTERNAL, "internal error; the server's log has details");
    }
}

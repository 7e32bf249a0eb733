package dev.echowall.identity;

import java.util.Locale;

/** The checks that a token must pass, in this order. The log shows the label and nothing else of a token. */
public enum Check {
    SIZE("it has at most " + CompactToken.MAX_BYTES + " bytes"),
    FORM("it has three parts of base64url with dots between"),
    HEADER("its header is a JSON object, and asks for nothing that is not done here"),
    ALGORITHM("its signature is of a kind that is known here"),
    KEY("there is a key that it may be checked with"),
    SIGNATURE("its signature is right"),
    CLAIMS("its claims are a JSON object, and each is of its kind"),
    KIND("it is for what it is used for"),
    ISSUER("it is of auth.issuer"),
    AUDIENCE("it is for auth.audience"),
    TIME("it has begun and has not expired");

    private final String sentence;

    Check(String sentence) {
        this.sentence = sentence;
    }

    /** What is true of a token that passes. */
    public String sentence() {
        return sentence;
    }

    /** The name in the log. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

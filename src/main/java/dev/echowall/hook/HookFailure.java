package dev.echowall.hook;

/** Why a question got no answer that could be used: for the log, so nothing of a client or of the answer is in it. */
final class HookFailure extends Exception {
    private static final long serialVersionUID = 1L;

    HookFailure(String sentence) {
        super(sentence, null, false, false);
    }
}

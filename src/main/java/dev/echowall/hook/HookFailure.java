package dev.echowall.hook;

/** Why a question got no answer that could be used: for the log, so nothing of a client or of the answer is in it. */
final class HookFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean ofOneQuestion;

    HookFailure(String sentence) {
        this(sentence, false);
    }

    /** @param ofOneQuestion whether the application is there, and just cannot do with this one */
    HookFailure(String sentence, boolean ofOneQuestion) {
        super(sentence, null, false, false);
        this.ofOneQuestion = ofOneQuestion;
    }

    boolean isOfOneQuestion() {
        return ofOneQuestion;
    }
}

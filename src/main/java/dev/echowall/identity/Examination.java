package dev.echowall.identity;

import org.jspecify.annotations.Nullable;

/**
 * The result of checking one token: for the verdict, and for people who need to find out why a token is refused.
 *
 * @param token with what its header says about the signature
 * @param fault the first check that failed; null if all passed
 * @param claims null unless the signature is valid and they can be read: nothing else can be trusted
 */
public record Examination(
        CompactToken token, @Nullable Fault fault, @Nullable TokenClaims claims) {
    /** Whether it passed this check; false for those after the first one that failed. */
    public boolean passed(Check check) {
        return fault == null || check.compareTo(fault.check()) < 0;
    }

    boolean failed(Check check) {
        return fault != null && fault.check() == check;
    }
}

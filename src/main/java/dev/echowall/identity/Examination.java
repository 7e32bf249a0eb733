package dev.echowall.identity;

import org.jspecify.annotations.Nullable;

/**
 * What was found of one token: for the verdict, and for the people who have to find out why theirs is refused.
 *
 * @param token as it says it is signed
 * @param fault the first check that it did not pass; null when it passed all
 * @param claims null unless the signature is right and they can be read: nothing else is to be believed
 */
public record Examination(
        CompactToken token, @Nullable Fault fault, @Nullable TokenClaims claims) {
    /** Whether it passed this check; false for those behind the first that it did not pass. */
    public boolean passed(Check check) {
        return fault == null || check.compareTo(fault.check()) < 0;
    }

    boolean failed(Check check) {
        return fault != null && fault.check() == check;
    }
}

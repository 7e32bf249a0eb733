package dev.echowall.identity;

/**
 * Why a token is not valid.
 *
 * @param check that failed
 * @param why a sentence that contains nothing of the token
 */
public record Fault(Check check, String why) {}

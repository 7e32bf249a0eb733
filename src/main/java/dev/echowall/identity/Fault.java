package dev.echowall.identity;

/**
 * Why a token is not valid.
 *
 * @param check the one that it did not pass
 * @param why a sentence, without anything of the token
 */
public record Fault(Check check, String why) {}

package dev.echowall.session;

import dev.echowall.identity.Identity;

/**
 * Who opens a session.
 *
 * @param remote his address, for the log
 * @param allowance what he may say in a second
 */
public record Client(String remote, Identity identity, RateLimiter allowance) {}

package dev.echowall.session;

import dev.echowall.identity.Identity;

/**
 * Who opens a session.
 *
 * @param remote the client's address, for the log
 * @param allowance the client's rate limits
 */
public record Client(String remote, Identity identity, RateLimiter allowance) {}

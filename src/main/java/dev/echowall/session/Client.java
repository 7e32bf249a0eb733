package dev.echowall.session;

import dev.echowall.hook.Requester;
import dev.echowall.identity.Identity;

/**
 * Who opens a session.
 *
 * @param remote the client's address, for the log
 * @param allowance the client's rate limits
 * @param requester what the application is told about the session
 */
public record Client(String remote, Identity identity, RateLimiter allowance, Requester requester) {
    /** Where the application is asked nothing. */
    public Client(String remote, Identity identity, RateLimiter allowance) {
        this(remote, identity, allowance, Requester.NONE);
    }
}

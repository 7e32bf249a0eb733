package dev.echowall.session.centrifugal;

/** How long a token lasts, as clients are told, and as it is held against them. */
final class TokenTime {
    private TokenTime() {}

    /** Seconds that are left until then, one at least: 0 means that it does not expire. */
    static int ttl(long expiresAt) {
        if (expiresAt == 0) {
            return 0;
        }
        long left = expiresAt - System.currentTimeMillis() / 1_000;
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left));
    }

    /** When who has not sent a new token is sent away, in ms since 1970. */
    static long deadline(long expiresAt, CentrifugalOptions options) {
        return expiresAt * 1_000 + options.refreshTime().toMillis();
    }
}

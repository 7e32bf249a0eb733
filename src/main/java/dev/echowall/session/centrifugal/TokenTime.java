package dev.echowall.session.centrifugal;

/** How long a token is valid, as clients are told and as the server enforces it. */
final class TokenTime {
    private TokenTime() {}

    /** The seconds left until then, at least one, because 0 means that it does not expire. */
    static int ttl(long expiresAt) {
        if (expiresAt == 0) {
            return 0;
        }
        long left = expiresAt - System.currentTimeMillis() / 1_000;
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left));
    }

    /**
     * When what was not renewed ends, in ms since 1970.
     *
     * @param renewable whether the client has a token and is given time to renew it
     */
    static long deadline(long expiresAt, boolean renewable, CentrifugalOptions options) {
        return expiresAt * 1_000 + (renewable ? options.refreshTime().toMillis() : 0);
    }
}

package dev.echowall.session;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The rate limits for all clients: for each connection, and for all connections of one address together. Thread-safe.
 */
public final class RateLimits {
    /**
     * An address may belong to an office; but a thousand connections of one address should not get a thousand times the
     * rate.
     */
    public static final int CONNECTIONS_OF_AN_ADDRESS = 4;

    public static final RateLimits NONE = new RateLimits(Rate.NONE, Rate.NONE);

    private final Limit publications;
    private final Limit commands;
    private final Limit channels;

    /** One rate, and the buckets of all addresses. */
    record Limit(Rate rate, @Nullable AddressBuckets addresses) {
        static Limit of(Rate rate) {
            return ofAddress(rate, rate.times(CONNECTIONS_OF_AN_ADDRESS));
        }

        static Limit ofAddress(Rate rate, Rate ofAddress) {
            return new Limit(rate, rate.isNone() ? null : new AddressBuckets(ofAddress));
        }
    }

    /**
     * @param publications of one connection
     * @param commands of one connection: HTTP requests and WebSocket messages, including publications
     */
    public RateLimits(Rate publications, Rate commands) {
        this(publications, commands, Rate.NONE);
    }

    /** @param channels that one address may create by being the first to publish there */
    public RateLimits(Rate publications, Rate commands, Rate channels) {
        this.publications = Limit.of(publications);
        this.commands = Limit.of(commands);
        this.channels = Limit.ofAddress(channels, channels);
    }

    public boolean areNone() {
        return publications.rate().isNone()
                && commands.rate().isNone()
                && channels.rate().isNone();
    }

    /** The limits of one connection of that client. */
    public RateLimiter ofConnection(InetAddress client) {
        return areNone() ? RateLimiter.ALL : new RateLimiter(publications, commands, channels, client, true);
    }

    /** The limits of one request whose connection belongs to a proxy. */
    public RateLimiter ofRequest(InetAddress client) {
        return areNone() ? RateLimiter.ALL : new RateLimiter(publications, commands, channels, client, false);
    }
}

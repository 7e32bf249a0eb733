package dev.echowall.session;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** How much clients may ask for in a second: each connection, and all of one address together. Thread-safe. */
public final class RateLimits {
    /** Behind one address there may be an office; behind a thousand connections of one address there is one who means it. */
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
     * @param commands of one connection: requests over HTTP, and messages over a WebSocket, publications among them
     */
    public RateLimits(Rate publications, Rate commands) {
        this(publications, commands, Rate.NONE);
    }

    /** @param channels that one address begins by publishing there first */
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

    /** What one connection of that client may do. */
    public RateLimiter ofConnection(InetAddress client) {
        return areNone() ? RateLimiter.ALL : new RateLimiter(publications, commands, channels, client, true);
    }

    /** What one request may do whose connection is not the client's own, but a proxy's. */
    public RateLimiter ofRequest(InetAddress client) {
        return areNone() ? RateLimiter.ALL : new RateLimiter(publications, commands, channels, client, false);
    }
}

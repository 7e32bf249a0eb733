package dev.echowall.session;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import dev.echowall.hub.Subscriber;
import dev.echowall.hub.Subscription;
import dev.echowall.protocol.SseFormat;
import dev.echowall.protocol.WireFormat;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener to Server-Sent Events, from the answered request to the end of the response. Confined to its event loop.
 */
final class EventSession implements Subscriber {
    private static final Logger log = LoggerFactory.getLogger(EventSession.class);
    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private final long id;
    private final ChannelName channel;
    private final HttpServerResponse response;
    private @Nullable Subscription subscription;
    private long written;
    private int silentBeats;
    private boolean over;

    EventSession(long id, ChannelName channel, HttpServerResponse response) {
        this.id = id;
        this.channel = channel;
        this.response = response;
    }

    /** Subscribes, and says how soon the browser is to come back should the connection break. */
    void open(Hub hub, @Nullable Position after, long retryMillis) {
        response.drainHandler(drained -> pump());
        say(Buffer.buffer("retry: " + retryMillis + "\n\n"));
        subscription = hub.subscribe(channel, after, this);
    }

    long id() {
        return id;
    }

    ChannelName channel() {
        return channel;
    }

    long written() {
        return written;
    }

    /**
     * A comment, so that proxies and the browser see that the connection lives.
     *
     * @return false when the listener has taken nothing for several beats and is to be dropped
     */
    boolean beat(int patience) {
        if (writable()) {
            silentBeats = 0;
            say(HEARTBEAT);
        } else {
            silentBeats++;
        }
        return silentBeats < patience;
    }

    /** Ends the response; the browser comes back by itself, to whichever instance answers. */
    void end() {
        cancel();
        response.end();
    }

    /** The response has ended, whoever ended it. */
    void cancel() {
        over = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private void pump() {
        if (subscription != null && !over) {
            subscription.pump();
        }
    }

    private void say(Buffer words) {
        written += words.length();
        response.write(words);
    }

    @Override
    public WireFormat format() {
        return SseFormat.INSTANCE;
    }

    @Override
    public boolean writable() {
        return !over && !response.writeQueueFull();
    }

    @Override
    public void write(ByteBuf frames) {
        if (over) {
            frames.release();
        } else {
            say(BufferInternal.buffer(frames));
        }
    }

    @Override
    public void flush() {} // each write of the response is one

    @Override
    public void subscribed(Subscription made, Position start) {
        say(Buffer.buffer(SseFormat.subscribed(channel, start)));
    }

    @Override
    public void gap(Subscription behind, @Nullable Position after, Recovery.Unrecoverable gap) {
        say(Buffer.buffer(
                SseFormat.gap(after, gap.epoch(), gap.oldest(), gap.reason().label())));
    }

    @Override
    public void failed(Subscription broken, Throwable why) {
        log.atInfo()
                .addKeyValue("connection", id)
                .addKeyValue("channel", channel)
                .addKeyValue("reason", why.getMessage())
                .log("a subscription ended; its listener comes back by itself");
        end();
    }
}

package dev.echowall.session.poll;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.FrameWriter;
import dev.echowall.hub.Hub;
import dev.echowall.hub.Subscriber;
import dev.echowall.hub.Subscription;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.plain.RawFormat;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that only waits until there is something: it ignores the bytes and ends with the first. Confined to its
 * hub's event loop.
 */
final class PollWait implements Subscriber, FrameWriter {
    private final Promise<Boolean> promise = Promise.promise();

    /** @return true if something follows the position, false if the time is over; fails if the client has gone */
    Future<Boolean> await(
            Vertx vertx, Hub hub, ChannelName channel, Position after, Duration wait, HttpServerResponse response) {
        Subscription subscription = hub.subscribe(channel, after, this);
        long timer = vertx.setTimer(wait.toMillis(), id -> giveUp());
        response.closeHandler(closed -> giveUp());
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            subscription.cancel();
        });
    }

    /** The client has gone, or there is nothing to wait for. */
    void giveUp() {
        promise.tryComplete(false);
    }

    @Override
    public WireFormat format() {
        return RawFormat.INSTANCE;
    }

    @Override
    public FrameWriter writer() {
        return this;
    }

    @Override
    public boolean writable() {
        return !promise.future().isComplete();
    }

    @Override
    public void write(ByteBuf frames) {
        frames.release();
        promise.tryComplete(true);
    }

    @Override
    public void flush() {}

    @Override
    public void deliver(ByteBuf shared) {
        promise.tryComplete(true);
    }

    @Override
    public void subscribed(Subscription subscription, Position start) {}

    @Override
    public void gap(Subscription subscription, @Nullable Position after, Recovery.Unrecoverable gap) {
        promise.tryComplete(true);
    }

    @Override
    public void failed(Subscription subscription, Throwable why) {
        promise.tryFail(why);
    }
}

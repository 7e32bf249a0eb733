package dev.echowall.app;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.CompletableFuture;

/**
 * The server of a {@link TransportTrial}: echoes everything, shuts down its output, and waits for the client to close.
 */
final class TrialServer extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<String> outcome;
    private int echoed;
    private boolean shut;

    /** @param outcome completed with the empty string on success */
    TrialServer(CompletableFuture<String> outcome) {
        this.outcome = outcome;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        echoed += ((ByteBuf) message).readableBytes();
        var unused = context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
        if (echoed == TrialClient.BYTES && !shut) {
            shut = true;
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(left -> shutOutput(context));
        }
    }

    private static void shutOutput(ChannelHandlerContext context) {
        var unused = ((DuplexChannel) context.channel()).shutdownOutput();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        outcome.complete(shut ? "" : "a trial of it took " + echoed + " of " + TrialClient.BYTES + " bytes");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        outcome.completeExceptionally(why);
    }
}

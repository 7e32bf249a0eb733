package dev.echowall.app;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CompletableFuture;

/** The client of a {@link TransportTrial}: says much in many pieces, and compares what comes back. */
final class TrialCall extends ChannelInboundHandlerAdapter {
    /** Many times what a socket takes at once. */
    static final int BYTES = 384 * 1024;

    private static final int LONGEST_PIECE = 2_000;
    private static final int PIECES_PER_FLUSH = 20;

    private final CompletableFuture<String> outcome;
    private int heard;

    /** @param outcome is told what went wrong, but not that all went well: that is for {@link TrialEcho} to see */
    TrialCall(CompletableFuture<String> outcome) {
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        int said = 0;
        for (int piece = 1; said < BYTES; piece++) {
            int length = Math.min(BYTES - said, 1 + piece * 37 % LONGEST_PIECE);
            ByteBuf bytes = context.alloc().directBuffer(length);
            for (int i = 0; i < length; i++) {
                bytes.writeByte(at(said++));
            }
            var unused = context.write(bytes, context.voidPromise());
            if (piece % PIECES_PER_FLUSH == 0) {
                context.flush();
            }
        }
        context.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        while (bytes.isReadable()) {
            if (heard == BYTES || bytes.readByte() != at(heard++)) {
                outcome.complete("a trial of it gave back other bytes than it was given, from " + heard + " on");
                break;
            }
        }
        bytes.release();
    }

    /** The other side has shut its output: this side goes. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (heard != BYTES) {
            outcome.complete("a trial of it gave back " + heard + " of " + BYTES + " bytes");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        outcome.completeExceptionally(why);
    }

    /** No two pieces look the same, and none is its neighbour moved by some bytes. */
    private static byte at(int index) {
        return (byte) (index * 31 + (index >> 8) * 7);
    }
}

package dev.echowall.app;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** The client of a {@link TransportTrial}: sends much data in many pieces and compares what comes back. */
final class TrialClient extends ChannelInboundHandlerAdapter {
    /** Many times what a socket accepts at once. */
    static final int BYTES = 256 * 1024;

    private static final int LONGEST_PIECE = 2_000;
    private static final int PIECES_PER_FLUSH = 20;

    private final byte[] said = new byte[BYTES];
    private final CompletableFuture<String> outcome;
    private int heard;

    /** @param outcome completed with what went wrong, but not on success, which {@link TrialServer} reports */
    TrialClient(CompletableFuture<String> outcome) {
        this.outcome = outcome;
        new Random(BYTES).nextBytes(said);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        int from = 0;
        for (int piece = 1; from < BYTES; piece++) {
            int length = Math.min(BYTES - from, 1 + piece * 37 % LONGEST_PIECE);
            ByteBuf bytes = context.alloc().directBuffer(length).writeBytes(said, from, length);
            var unused = context.write(bytes, context.voidPromise());
            from += length;
            if (piece % PIECES_PER_FLUSH == 0) {
                context.flush();
            }
        }
        context.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        byte[] echo = ByteBufUtil.getBytes((ByteBuf) message);
        ReferenceCountUtil.release(message);
        int to = heard + echo.length;
        if (to > BYTES || !Arrays.equals(echo, 0, echo.length, said, heard, to)) {
            outcome.complete("a trial of it gave back other bytes than it was given, after " + heard);
        }
        heard = to;
    }

    /** The other side has shut down its output, so this side closes. */
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
}

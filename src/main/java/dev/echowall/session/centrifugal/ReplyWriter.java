package dev.echowall.session.centrifugal;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.ReplyEncoder;
import dev.echowall.session.socket.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes replies and pushes to one connection; those of one turn of its event loop are flushed as one. */
final class ReplyWriter {
    private static final int USUAL_BYTES = 256;
    private static final Logger log = LoggerFactory.getLogger(ReplyWriter.class);

    private final Connection connection;
    private final ReplyEncoder encoder;

    ReplyWriter(Connection connection, ReplyEncoder encoder) {
        this.connection = connection;
        this.encoder = encoder;
    }

    ReplyEncoder encoder() {
        return encoder;
    }

    /** Writes what the encoder appends to the buffer. */
    void write(Consumer<ByteBuf> reply) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(USUAL_BYTES);
        try {
            reply.accept(out);
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
        connection.write(out);
        connection.flushLater();
    }

    private void error(int id, Refusal refusal) {
        write(out -> encoder.error(out, id, refusal.number(), refusal.sentence(), refusal.temporary()));
    }

    /** @param why anything but a {@link Refusal} is an error of the server, of which the client is told no details */
    void error(int id, Throwable why) {
        if (why instanceof Refusal refusal) {
            error(id, refusal);
        } else {
            log.atError()
                    .setCause(why)
                    .addKeyValue("connection", connection.id())
                    .log("a command failed");
            error(id, new Refusal(ErrorCode.INTERNAL, "internal server error"));
        }
    }
}

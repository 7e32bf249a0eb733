package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * Speaks the Centrifugal protocol in JSON for the owner of a WebSocket: connects and subscribes before the owner hears
 * of the connection, and answers pings. Publications are passed on as they are, because parsing them would cost the
 * generator more than the rest.
 */
final class CentrifugalClient implements BenchWebSocket.Owner {
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);

    private final BenchWebSocket.Owner owner;
    private final CentrifugalCommands commands;

    CentrifugalClient(BenchWebSocket.Owner owner, CentrifugalCommands commands) {
        this.owner = owner;
        this.commands = commands;
    }

    @Override
    public void opened(BenchWebSocket socket) {
        socket.awaited = commands.replies();
        send(socket, commands.connect());
    }

    @Override
    public void bytesRead(int bytes) {
        owner.bytesRead(bytes);
    }

    @Override
    public void data(BenchWebSocket socket, ByteBuf in, int from, int end) {
        if (socket.awaited > 0) {
            answered(socket, in.toString(from, end - from, StandardCharsets.UTF_8));
        }
        if (hasPing(in, from, end)) {
            send(socket, EMPTY);
        }
        owner.data(socket, in, from, end);
    }

    private void answered(BenchWebSocket socket, String message) {
        try {
            message.lines().map(JsonObject::new).forEach(reply -> answered(socket, reply));
        } catch (DecodeException | ClassCastException e) {
            socket.fail("an unexpected message: " + message);
        }
    }

    private void answered(BenchWebSocket socket, JsonObject reply) {
        JsonObject error = reply.getJsonObject("error");
        if (error != null) {
            socket.fail("refused: " + error.getValue("code") + " " + error.getValue("message"));
        } else if (reply.containsKey("id") && socket.awaited > 0) {
            socket.awaited--;
            if (socket.awaited == 0) {
                owner.opened(socket);
            }
        }
    }

    /** Whether one line of the message is a ping. Lines between others are looked at only if the message is long. */
    private boolean hasPing(ByteBuf in, int from, int end) {
        return isPing(in, from, from + EMPTY.length, end)
                || isPing(in, end - EMPTY.length, end, end)
                || (end - from > commands.longestPublication() && hasPingBetween(in, from, end));
    }

    private static boolean hasPingBetween(ByteBuf in, int from, int end) {
        int line = in.indexOf(from, end, (byte) '\n');
        while (line >= 0) {
            if (isPing(in, line + 1, line + 1 + EMPTY.length, end)) {
                return true;
            }
            line = in.indexOf(line + 1, end, (byte) '\n');
        }
        return false;
    }

    /** Whether the line from here to there is a ping, in a message that ends at {@code end}. */
    private static boolean isPing(ByteBuf in, int from, int to, int end) {
        return to <= end
                && in.getByte(from) == '{'
                && in.getByte(from + 1) == '}'
                && (to == end || in.getByte(to) == '\n');
    }

    private static void send(BenchWebSocket socket, byte[] text) {
        ByteBuf payload = socket.buffer(text.length).writeBytes(text);
        socket.write(payload);
        payload.release();
        socket.flush();
    }

    @Override
    public void over(BenchWebSocket socket, String why) {
        owner.over(socket, why);
    }
}

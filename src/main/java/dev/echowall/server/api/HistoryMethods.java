package dev.echowall.server.api;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;

/** Reads and removes what a channel keeps. */
final class HistoryMethods {
    private static final byte[] EMPTY = ResultWriter.object(out -> {});

    private final Node node;

    HistoryMethods(Node node) {
        this.node = node;
    }

    Future<byte[]> history(JsonFields request) {
        ChannelName channel = kept(request);
        JsonFields since = request.object("since");
        boolean reverse = request.flag("reverse");
        Position position = since == null ? null : new Position(since.text("epoch"), since.whole("offset"));
        if (reverse && position != null && position.offset() == 0) {
            throw new IllegalArgumentException("nothing comes before offset 0");
        }
        int limit = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, request.whole("limit")));
        return node.history(channel, limit, position, reverse)
                .map(page -> ResultWriter.object(out -> ResultWriter.history(out, page)));
    }

    Future<byte[]> remove(JsonFields request) {
        return node.removeHistory(kept(request)).map(EMPTY);
    }

    private ChannelName kept(JsonFields request) {
        ChannelName channel = request.channel();
        if (!node.keepsHistory(channel)) {
            throw new Refusal(
                    ErrorCode.NOT_AVAILABLE, "channel " + channel + " keeps no history (history-size, history-bytes)");
        }
        return channel;
    }
}

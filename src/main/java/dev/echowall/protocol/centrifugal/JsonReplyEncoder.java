package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replies and pushes as Json. */
final class JsonReplyEncoder implements ReplyEncoder {
    @Override
    public void error(ByteBuf out, int id, int code, String message, boolean temporary) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void connect(ByteBuf out, int id, ConnectResult result) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(ByteBuf out, int id, SubscribeResult result) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unsubscribe(ByteBuf out, int id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void publish(ByteBuf out, int id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void history(ByteBuf out, int id, List<Publication> publications, Position top) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void presence(ByteBuf out, int id, Map<String, ClientInfo> clients) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void presenceStats(ByteBuf out, int id, int clients, int users) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rpc(ByteBuf out, int id, @Nullable Payload data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void refresh(ByteBuf out, int id, String client, String version, boolean expires, int ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subRefresh(ByteBuf out, int id, boolean expires, int ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void join(ByteBuf out, String channel, ClientInfo who) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void leave(ByteBuf out, String channel, ClientInfo who) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unsubscribed(ByteBuf out, String channel, int code, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribed(ByteBuf out, String channel, boolean recoverable, boolean positioned, Position position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void message(ByteBuf out, Payload data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disconnect(ByteBuf out, int code, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void refreshed(ByteBuf out, boolean expires, int ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void ping(ByteBuf out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WireFormat publications() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WireFormat publications(long number) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sizeOf(Publication publication) {
        throw new UnsupportedOperationException();
    }
}

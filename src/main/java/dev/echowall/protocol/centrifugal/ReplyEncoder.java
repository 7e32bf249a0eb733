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

/**
 * Encodes what clients receive. Each method appends one complete unmasked WebSocket frame with one reply or push.
 * Ids are those of the commands, unsigned; ttl is in seconds. Stateless; may be called from any thread.
 */
public interface ReplyEncoder {
    /** The answer to any command that failed. */
    void error(ByteBuf out, int id, int code, String message, boolean temporary);

    void connect(ByteBuf out, int id, ConnectResult result);

    void subscribe(ByteBuf out, int id, SubscribeResult result);

    void unsubscribe(ByteBuf out, int id);

    void publish(ByteBuf out, int id);

    /**
     * @param publications in the requested order
     * @param top the position of the stream's newest publication
     */
    void history(ByteBuf out, int id, List<Publication> publications, Position top);

    /**
     * @param clients by connection id
     */
    void presence(ByteBuf out, int id, Map<String, ClientInfo> clients);

    void presenceStats(ByteBuf out, int id, int clients, int users);

    void rpc(ByteBuf out, int id, @Nullable Payload data);

    void refresh(ByteBuf out, int id, String client, String version, boolean expires, int ttl);

    void subRefresh(ByteBuf out, int id, boolean expires, int ttl);

    /** Push: a client entered the channel. */
    void join(ByteBuf out, String channel, ClientInfo who);

    /** Push: a client left the channel. */
    void leave(ByteBuf out, String channel, ClientInfo who);

    /**
     * Push: the subscription has ended.
     *
     * @param code below 2500 it is final, otherwise the SDK subscribes again
     */
    void unsubscribed(ByteBuf out, String channel, int code, String reason);

    /**
     * Push: a server-side subscription has begun.
     *
     * @param data for the client; null for none
     */
    void subscribed(
            ByteBuf out,
            String channel,
            boolean recoverable,
            boolean positioned,
            Position position,
            @Nullable Payload data);

    /** Push: a message for this connection only. */
    void message(ByteBuf out, Payload data);

    /**
     * Push: the connection ends. On a WebSocket the close frame says so.
     *
     * @param code below 3500 the SDK reconnects
     */
    void disconnect(ByteBuf out, int code, String reason);

    /** Push: the server has changed the time at which the connection expires. */
    void refreshed(ByteBuf out, boolean expires, int ttl);

    /** The empty message. */
    void ping(ByteBuf out);

    /** The format of pushes with the channel's name; always the same object. */
    WireFormat publications();

    /**
     * The format of pushes with a number in place of the channel's name.
     *
     * @param number from the subscription's result, above 0; formats with the same number are equal
     */
    WireFormat publications(long number);

    /** An upper bound for the bytes that a publication adds to a reply, so that pages can be limited. */
    int sizeOf(Publication publication);
}

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
 * Writes what clients receive. Each method appends one whole WebSocket frame, unmasked, with one reply or one push in it.
 * Ids are those of the commands, unsigned; ttl is in seconds. Stateless, for any thread.
 */
public interface ReplyEncoder {
    /** Answers any command that failed. */
    void error(ByteBuf out, int id, int code, String message, boolean temporary);

    void connect(ByteBuf out, int id, ConnectResult result);

    void subscribe(ByteBuf out, int id, SubscribeResult result);

    void unsubscribe(ByteBuf out, int id);

    void publish(ByteBuf out, int id);

    /**
     * @param publications in the order in which they were asked for
     * @param top of the stream
     */
    void history(ByteBuf out, int id, List<Publication> publications, Position top);

    /**
     * @param clients by the id of the connection
     */
    void presence(ByteBuf out, int id, Map<String, ClientInfo> clients);

    void presenceStats(ByteBuf out, int id, int clients, int users);

    void rpc(ByteBuf out, int id, @Nullable Payload data);

    void refresh(ByteBuf out, int id, String client, String version, boolean expires, int ttl);

    void subRefresh(ByteBuf out, int id, boolean expires, int ttl);

    /** Push: somebody came into the channel. */
    void join(ByteBuf out, String channel, ClientInfo who);

    /** Push: somebody left the channel. */
    void leave(ByteBuf out, String channel, ClientInfo who);

    /**
     * Push: the subscription has ended.
     *
     * @param code below 2500 for good, from there on the SDK subscribes again
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

    /** Push: something for this connection only. */
    void message(ByteBuf out, Payload data);

    /**
     * Push: the connection ends. On a WebSocket the close frame says so.
     *
     * @param code below 3500 the SDK connects again
     */
    void disconnect(ByteBuf out, int code, String reason);

    /** Push: the connection's time was changed by the server. */
    void refreshed(ByteBuf out, boolean expires, int ttl);

    /** The empty message. */
    void ping(ByteBuf out);

    /** Pushes of publications with the name of their channel; the same object each time. */
    WireFormat publications();

    /**
     * Pushes of publications with a number in place of the channel's name.
     *
     * @param number as the subscription's result said it, above 0; formats of the same number are equal
     */
    WireFormat publications(long number);

    /** By how many bytes a publication makes a reply longer at most: to keep pages within a bound. */
    int sizeOf(Publication publication);
}

package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message while it is being decoded: a command, which has an id and a method, or a message in it. The id may come last, and
 * another method may come that counts instead. If a field comes twice, the last value counts, in both encodings.
 */
final class Draft {
    /** Longer than the epoch of any stream. */
    private static final int MAX_EPOCH = 64;

    int id;

    /** The key, if this is an entry of a map. */
    String key = "";

    String channel = "";
    String token = "";

    /** Of the client, or of a remote procedure. */
    String name = "";

    String version = "";

    @Nullable
    Payload data;

    boolean recover;
    String epoch = "";

    /** Unsigned. */
    long offset;

    boolean positioned;
    boolean recoverable;
    boolean joinLeave;
    boolean filtered;
    long flag;
    int type;
    int limit;
    boolean reverse;

    private boolean since;
    private Map<String, SubscribeRequest> requests = Map.of();
    private @Nullable Method method;
    private @Nullable Draft body;

    /** The draft for the fields of this method; null if another method counts. */
    @Nullable
    Draft begin(Method next) {
        if (method == null || next.compareTo(method) < 0) {
            method = next;
            body = new Draft();
        }
        return method == next ? body : null;
    }

    Draft beginSince() {
        since = true;
        return this;
    }

    void putRequest(Draft entry) {
        if (requests.isEmpty()) {
            requests = new LinkedHashMap<>();
        }
        requests.put(entry.key, entry.request(entry.key));
    }

    Command command() {
        if (method == null || body == null) {
            return id == 0 ? new Command.Pong() : new Command.Unknown(id);
        }
        return body.command(id, method);
    }

    private Command command(int number, Method which) {
        return switch (which) {
            case CONNECT ->
                new Command.Connect(number, token, Collections.unmodifiableMap(requests), name, version, data);
            case SUBSCRIBE -> new Command.Subscribe(number, request(channel));
            case UNSUBSCRIBE -> new Command.Unsubscribe(number, channel);
            case PUBLISH -> new Command.Publish(number, channel, data);
            case PRESENCE -> new Command.Presence(number, channel);
            case PRESENCE_STATS -> new Command.PresenceStats(number, channel);
            case HISTORY -> new Command.History(number, channel, limit, since ? position() : null, reverse);
            case PING -> new Command.Ping(number);
            case SEND -> new Command.Send(data);
            case RPC -> new Command.Rpc(number, name, data);
            case REFRESH -> new Command.Refresh(number, token);
            case SUB_REFRESH -> new Command.SubRefresh(number, channel, token);
        };
    }

    private SubscribeRequest request(String of) {
        return new SubscribeRequest(
                of, token, recover, position(), positioned, recoverable, joinLeave, flag, type, filtered, data);
    }

    /** A position that no stream can have is still a position, from which nothing can be recovered. */
    private Position position() {
        String known = epoch.length() > MAX_EPOCH ? Position.FOREIGN.epoch() : epoch;
        return new Position(known, offset < 0 ? Long.MAX_VALUE : offset);
    }
}

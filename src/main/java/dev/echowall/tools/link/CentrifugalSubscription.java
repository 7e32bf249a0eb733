package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.centrifugal.SubscribeRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One channel of a {@link CentrifugalConnection}. */
final class CentrifugalSubscription implements Transport.Subscription {
    /** Number of the sets of flags with which a client can subscribe; see {@link SubscribeRequest}. */
    static final int WAYS = 4;

    private final CentrifugalConnection connection;
    private final String channel;
    private final @Nullable Position after;
    private final int flags;
    private final SubscriptionCallback callback;
    private String epoch = "";
    private long number;
    private boolean begun;
    /** The position was refused, so that it begins anew. */
    private boolean unrecoverable;

    private boolean over;

    CentrifugalSubscription(
            CentrifugalConnection connection,
            String channel,
            @Nullable Position after,
            int flags,
            SubscriptionCallback callback) {
        this.connection = connection;
        this.channel = channel;
        this.after = after;
        this.flags = flags;
        this.callback = callback;
    }

    String channel() {
        return channel;
    }

    /** Stands for the channel in pushes; 0 when its name does. */
    long number() {
        return number;
    }

    JsonObject request() {
        JsonObject request = new JsonObject().put("channel", channel).put("flag", flags);
        if (after != null && !unrecoverable) {
            request.put("recover", true).put("offset", after.offset()).put("epoch", after.epoch());
        }
        return request;
    }

    void answered(JsonObject reply) {
        JsonObject error = reply.getJsonObject("error");
        if (error == null) {
            begin(reply.getJsonObject("subscribe"));
        } else if (error.getInteger("code") == ErrorCode.UNRECOVERABLE.code()
                && (flags & SubscribeRequest.REJECT_UNRECOVERED) != 0
                && after != null
                && !unrecoverable) {
            unrecoverable = true;
            connection.ask(this);
        } else {
            connection.ended(this, "refused: " + error.getInteger("code") + " " + error.getString("message", ""));
        }
    }

    private void begin(JsonObject result) {
        Position at = new Position(result.getString("epoch", ""), result.getLong("offset", 0L));
        epoch = at.epoch();
        number = result.getLong("id", 0L);
        begun = true;
        if (after == null || result.getBoolean("recovered", false)) {
            callback.began(at);
        } else {
            // The publications from where it was up to the position are not sent, even if some of them are kept.
            callback.gap(at.epoch(), at.offset() + 1, unrecoverable ? "unrecoverable" : "unrecovered");
        }
        callback.alive();
        JsonArray publications = result.getJsonArray("publications", new JsonArray());
        for (int i = 0; i < publications.size() && !over; i++) {
            delivered(publications.getJsonObject(i));
        }
    }

    void delivered(JsonObject publication) {
        if (!begun) {
            throw new IllegalArgumentException("a publication before the reply to subscribe");
        }
        // The first one of a stream says the epoch, which nobody can know before.
        epoch = publication.getString("epoch", epoch);
        callback.delivered(
                new Position(epoch, publication.getLong("offset")),
                publication.getValue("data").toString());
    }

    void alive() {
        if (begun && !over) {
            callback.alive();
        }
    }

    void over(int status, String why) {
        if (!over) {
            over = true;
            callback.over(status, why);
        }
    }

    @Override
    public void hangUp() {
        if (!over) {
            over = true;
            connection.leave(this);
        }
    }
}

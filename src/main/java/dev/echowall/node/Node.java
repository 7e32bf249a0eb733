package dev.echowall.node;

import dev.echowall.broker.Broker;
import dev.echowall.broker.ClusterView;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.Payload;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The use cases of this process: who may do what, asked once, here. May be called from any thread. */
public final class Node {
    /** Who asks. */
    public enum Caller {
        /** A client on the public port. */
        CLIENT("c:"),
        /** The management port, or this process itself. */
        SERVER("s:");

        /** Before ids, so that nobody can take an id before another one uses it. */
        private final String mark;

        Caller(String mark) {
            this.mark = mark;
        }
    }

    private final String name;
    private final Namespaces namespaces;
    private final int messageBytes;
    private final Broker broker;
    private final Drain drain;
    private final Metrics metrics;

    public Node(String name, Namespaces namespaces, int messageBytes, Broker broker, Drain drain, Metrics metrics) {
        this.name = name;
        this.namespaces = namespaces;
        this.messageBytes = messageBytes;
        this.broker = broker;
        this.drain = drain;
        this.metrics = metrics;
    }

    public String name() {
        return name;
    }

    public Drain drain() {
        return drain;
    }

    /**
     * Publishes; acknowledged means kept by as many instances as it says.
     *
     * @return fails with a {@link Refusal}
     */
    public Future<Published> publish(Caller caller, ChannelName channel, Payload payload, @Nullable String id) {
        return publish(caller, channel, payload, id, true);
    }

    /**
     * The same.
     *
     * @param mayCreate whether the caller may begin another channel
     */
    public Future<Published> publish(
            Caller caller, ChannelName channel, Payload payload, @Nullable String id, boolean mayCreate) {
        return publish(caller, channel, new Submission(payload, id), mayCreate);
    }

    /** The same with all that can go along with a payload. */
    public Future<Published> publish(Caller caller, ChannelName channel, Submission submission, boolean mayCreate) {
        Refusal refusal = refusalToPublish(caller, channel, submission.payload().size());
        if (refusal != null) {
            metrics.refused(refusal.code().label());
            return Future.failedFuture(refusal);
        }
        Creation creation = caller == Caller.SERVER ? Creation.BY_SERVER : Creation.BY_CLIENT;
        Submission marked = submission.id() == null ? submission : submission.withId(caller.mark + submission.id());
        return broker.publish(channel, marked, mayCreate ? creation : Creation.NONE)
                .onComplete(done -> {
                    if (done.succeeded()) {
                        metrics.published(namespaces.label(channel));
                    } else if (done.cause() instanceof Refusal refused) {
                        metrics.refused(refused.code().label());
                    }
                });
    }

    /** Which instances this one sees, and whether they are enough for anybody to publish. */
    public ClusterView attendance() {
        return broker.attendance();
    }

    /** Counts a refusal that was made before this node was asked. */
    public void refused(Refusal refusal) {
        metrics.refused(refusal.code().label());
    }

    /** Why the caller may not publish so many bytes there, or null when it may. */
    public @Nullable Refusal refusalToPublish(Caller caller, ChannelName channel, int bytes) {
        if (caller == Caller.CLIENT && namespaces.of(channel).publish() != Publish.ANYONE) {
            return new Refusal(
                    ErrorCode.PERMISSION_DENIED, "publishing to channel " + channel + " is for the server API only");
        }
        if (bytes > messageBytes) {
            return new Refusal(
                    ErrorCode.TOO_BIG, "a payload has at most " + messageBytes + " bytes, this one " + bytes);
        }
        return null;
    }

    /** Why nobody may subscribe there now, or null when one may. */
    public @Nullable Refusal refusalToSubscribe(ChannelName channel) {
        if (namespaces.of(channel).subscribe() == Subscribe.NONE) {
            return new Refusal(ErrorCode.PERMISSION_DENIED, "channel " + channel + " takes no subscribers");
        }
        return refusalToEnter();
    }

    /** Why nobody may come now, whatever for, or null when one may. */
    public @Nullable Refusal refusalToEnter() {
        if (drain.started()) {
            return new Refusal(ErrorCode.DRAINING, "node " + name + " is about to stop, another one will answer");
        }
        return null;
    }
}

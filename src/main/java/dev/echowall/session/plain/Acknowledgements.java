package dev.echowall.session.plain;

import dev.echowall.broker.Published;
import dev.echowall.protocol.Refusal;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a client with acknowledgements will get, one for each message, in the order of the messages. If a
 * message is refused at once, its answer waits for those before it. Confined to the event loop of its connection.
 */
final class Acknowledgements {
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** The answer to one message, to be completed once. */
    static final class Pending {
        private final @Nullable String id;
        private @Nullable Published published;
        private @Nullable Refusal refusal;

        private Pending(@Nullable String id) {
            this.id = id;
        }

        void published(Published where) {
            published = where;
        }

        void refused(Refusal why) {
            refusal = why;
        }
    }

    /** A message arrived; its answer comes after the pending ones. */
    Pending owe(@Nullable String id) {
        Pending next = new Pending(id);
        pending.add(next);
        return next;
    }

    int size() {
        return pending.size();
    }

    /** The next answer that is ready, removed from the queue; null if it is not known yet. */
    @Nullable
    ByteBuf next() {
        Pending first = pending.peek();
        if (first == null) {
            return null;
        }
        if (first.refusal != null) {
            pending.remove();
            return JsonNotices.error(first.id, first.refusal);
        }
        if (first.published != null && first.id != null) {
            pending.remove();
            return JsonNotices.ack(first.id, first.published);
        }
        return null;
    }
}

package dev.echowall.session.plain;

import dev.echowall.broker.Published;
import dev.echowall.protocol.Refusal;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a client that asked for acknowledgements is owed: an answer to each message, in the order of the messages. One that is
 * refused at once waits for those before it. Confined to the event loop of its connection.
 */
final class Acknowledgements {
    private final Deque<Owed> owed = new ArrayDeque<>();

    /** The answer to one message, to be filled in once. */
    static final class Owed {
        private final @Nullable String id;
        private @Nullable Published published;
        private @Nullable Refusal refusal;

        private Owed(@Nullable String id) {
            this.id = id;
        }

        void published(Published where) {
            published = where;
        }

        void refused(Refusal why) {
            refusal = why;
        }
    }

    /** A message came; its answer is the next one after those that are owed already. */
    Owed owe(@Nullable String id) {
        Owed next = new Owed(id);
        owed.add(next);
        return next;
    }

    int size() {
        return owed.size();
    }

    /** The next answer that can be given, which is owed no more; null when it is not known yet. */
    @Nullable
    ByteBuf next() {
        Owed first = owed.peek();
        if (first == null) {
            return null;
        }
        if (first.refusal != null) {
            owed.remove();
            return JsonNotices.error(first.id, first.refusal);
        }
        if (first.published != null && first.id != null) {
            owed.remove();
            return JsonNotices.ack(first.id, first.published);
        }
        return null;
    }
}

package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.stream.Draft;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands publications over from the callers' event loops to the broker's context. What a loop publishes in one turn is
 * handed over together at the end of that turn, so that all messages of one read become one append, and nothing waits
 * for a timer. May be called from any thread; calls of one thread arrive in their order.
 */
final class LoopHandover {
    /** One publication, and the promise of its outcome. */
    record Offer(ChannelName channel, Draft draft, Creation creation, Promise<@Nullable Published> promise) {}

    private final Context broker;
    private final Consumer<List<Offer>> receiver;
    private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(Turn::new);

    /** @param receiver called on the broker's context */
    LoopHandover(Context broker, Consumer<List<Offer>> receiver) {
        this.broker = broker;
        this.receiver = receiver;
    }

    void give(Offer offer) {
        Context caller = Vertx.currentContext();
        if (caller != null && caller.isEventLoopContext()) {
            turns.get().add(offer, caller);
        } else {
            send(List.of(offer));
        }
    }

    private void send(List<Offer> offers) {
        broker.runOnContext(v -> receiver.accept(offers));
    }

    /** The publications of one event loop in this turn. */
    private final class Turn {
        private List<Offer> offers = new ArrayList<>();

        void add(Offer offer, Context loop) {
            offers.add(offer);
            if (offers.size() == 1) {
                loop.runOnContext(v -> end());
            }
        }

        private void end() {
            List<Offer> given = offers;
            offers = new ArrayList<>();
            send(given);
        }
    }
}

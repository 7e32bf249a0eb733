package dev.echowall.broker.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that the whole cluster knows. Who keeps the list of consumers may die while it writes one down; then it is not
 * known whether it did, and it is registered anew, instead of a start that fails because somebody else ended.
 */
public final class ConsumerRegistration {
    private static final Logger log = LoggerFactory.getLogger(ConsumerRegistration.class);
    private static final int TRIES = 10;
    private static final long PAUSE_MILLIS = 200;

    private ConsumerRegistration() {}

    /**
     * On the calling context.
     *
     * @return fails when the last try did, after some two seconds
     */
    public static <T> Future<MessageConsumer<T>> of(Vertx vertx, String address, Handler<Message<T>> handler) {
        return of(vertx.eventBus(), address, handler, () -> vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS), TRIES);
    }

    static <T> Future<MessageConsumer<T>> of(
            EventBus bus, String address, Handler<Message<T>> handler, Supplier<Future<Void>> pause, int tries) {
        MessageConsumer<T> consumer = bus.consumer(address, handler);
        return consumer.completion().map(consumer).recover(why -> {
            if (tries == 1) {
                return Future.failedFuture(why);
            }
            log.atInfo().addKeyValue("address", address).log("is registered once more: {}", why.toString());
            return consumer.unregister()
                    .transform(gone -> pause.get())
                    .compose(v -> of(bus, address, handler, pause, tries - 1));
        });
    }
}

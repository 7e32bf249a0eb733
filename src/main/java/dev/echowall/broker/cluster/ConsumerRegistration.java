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
 * A consumer that is registered in the whole cluster. The member that stores the registration may die meanwhile, so
 * that it is unknown whether the consumer is registered; then it is registered again, so that the start of an instance
 * does not fail because another one ends.
 */
public final class ConsumerRegistration {
    private static final Logger log = LoggerFactory.getLogger(ConsumerRegistration.class);
    private static final int TRIES = 10;
    private static final long PAUSE_MILLIS = 200;

    private ConsumerRegistration() {}

    /**
     * Called on the calling context.
     *
     * @return fails if the last attempt failed, after about two seconds
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
            log.atInfo().addKeyValue("address", address).log("is being registered again: {}", why.toString());
            return consumer.unregister()
                    .transform(gone -> pause.get())
                    .compose(v -> of(bus, address, handler, pause, tries - 1));
        });
    }
}

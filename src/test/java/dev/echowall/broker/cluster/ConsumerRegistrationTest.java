package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumerRegistrationTest {
    private static final Future<Void> DONE = Future.succeededFuture();
    private static final Future<Void> LOST = Future.failedFuture("the member that was to write it down died");

    private final Deque<Future<Void>> outcomes = new ArrayDeque<>();
    private int registered;
    private int unregistered;

    @Test
    void one_that_nobody_may_have_written_down_is_made_again() {
        outcomes.addAll(List.of(LOST, LOST, DONE));
        assertThat(register(10).succeeded()).isTrue();
        assertThat(registered).isEqualTo(3);
        assertThat(unregistered).isEqualTo(2);
    }

    @Test
    void at_some_point_it_is_given_up() {
        outcomes.addAll(List.of(LOST, LOST, DONE));
        assertThat(register(2).cause()).isSameAs(LOST.cause());
        assertThat(registered).isEqualTo(2);
    }

    private Future<MessageConsumer<Object>> register(int tries) {
        return ConsumerRegistration.of(bus(), "address", message -> {}, () -> DONE, tries);
    }

    private EventBus bus() {
        return proxy(EventBus.class, name -> {
            registered++;
            Future<Void> outcome = outcomes.remove();
            return proxy(MessageConsumer.class, call -> {
                unregistered += call.equals("unregister") ? 1 : 0;
                return call.equals("completion") ? outcome : DONE;
            });
        });
    }

    private interface Calls {
        Object answer(String method);
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> calls.answer(method.getName())));
    }
}

package dev.echowall.broker;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Questions to single instances of the cluster, this one included. From any thread. */
public interface Survey {
    /**
     * An instance that can be asked.
     *
     * @param id different for each run of an instance
     */
    record Instance(String id, String name, boolean self) {}

    /** Of an instance that is alone. */
    static Survey alone(String name) {
        return new Survey() {
            private volatile @Nullable Function<Buffer, Future<Buffer>> answers;

            @Override
            public List<Instance> instances() {
                return List.of(new Instance(name, name, true));
            }

            @Override
            public Future<@Nullable Buffer> ask(Instance whom, Buffer question) {
                Function<Buffer, Future<Buffer>> own = answers;
                return own == null
                        ? Future.failedFuture("this instance does not answer yet")
                        : own.apply(question).map(answer -> answer);
            }

            @Override
            public void answerWith(Function<Buffer, Future<Buffer>> given) {
                answers = given;
            }
        };
    }

    /** The visible instances, including this one. */
    List<Instance> instances();

    /**
     * Asks an instance.
     *
     * @return the answer; null if the instance has left the cluster meanwhile. Fails if there is no answer within three
     *     seconds; then it is unknown whether the instance has received the question. Completes on the caller's context
     */
    Future<@Nullable Buffer> ask(Instance whom, Buffer question);

    /**
     * How this instance answers from now on.
     *
     * @param answers called on any context; must not block
     */
    void answerWith(Function<Buffer, Future<Buffer>> answers);
}

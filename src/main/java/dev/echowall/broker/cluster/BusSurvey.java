package dev.echowall.broker.cluster;

import dev.echowall.broker.CallerContext;
import dev.echowall.broker.Survey;
import dev.echowall.broker.cluster.Membership.ClusterNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Questions over the event bus, to the address at which an instance receives announcements. An instance that does not
 * listen yet is asked again until the time is over.
 */
final class BusSurvey implements Survey {
    /** The header by which a question differs from an announcement. */
    static final String QUESTION = "question";

    private static final long TIMEOUT_MILLIS = 3_000;
    private static final long AGAIN_MILLIS = 100;
    private static final int NOT_YET = 1;
    private static final int FAILED = 2;

    private final Vertx vertx;
    private final Membership membership;
    private volatile @Nullable Function<Buffer, Future<Buffer>> answers;

    BusSurvey(Vertx vertx, Membership membership) {
        this.vertx = vertx;
        this.membership = membership;
    }

    @Override
    public List<Instance> instances() {
        return membership.nodes().stream()
                .map(node -> new Instance(node.busId(), node.name(), node.self()))
                .toList();
    }

    @Override
    public void answerWith(Function<Buffer, Future<Buffer>> given) {
        answers = given;
    }

    @Override
    public Future<@Nullable Buffer> ask(Instance whom, Buffer question) {
        Promise<@Nullable Buffer> promise = CallerContext.promise();
        Function<Buffer, Future<Buffer>> own = answers;
        if (whom.self()) {
            if (own == null) {
                promise.fail("this instance does not answer yet");
            } else {
                own.apply(question).onComplete(answer -> {
                    if (answer.succeeded()) {
                        promise.complete(answer.result());
                    } else {
                        promise.fail(answer.cause());
                    }
                });
            }
        } else {
            send(whom, question, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS), promise);
        }
        return promise.future();
    }

    private void send(Instance whom, Buffer question, long deadline, Promise<@Nullable Buffer> promise) {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        DeliveryOptions options = new DeliveryOptions().addHeader(QUESTION, "").setSendTimeout(left);
        EventBus bus = vertx.eventBus();
        AnnouncementSender.request(bus, BusAnnouncer.ADDRESS + whom.id(), question, options)
                .onComplete(answered -> {
                    if (answered.succeeded() && answered.result().body() instanceof Buffer answer) {
                        promise.complete(answer);
                    } else if (answered.succeeded()) {
                        promise.fail("node " + whom.name() + " does not understand the question");
                    } else if (!isMember(whom)) {
                        promise.complete(null);
                    } else if (isNotYet(answered.cause()) && left > AGAIN_MILLIS) {
                        vertx.setTimer(AGAIN_MILLIS, timer -> send(whom, question, deadline, promise));
                    } else {
                        promise.fail(answered.cause());
                    }
                });
    }

    /** Answers a question of another instance. */
    void asked(Message<Buffer> message) {
        Function<Buffer, Future<Buffer>> own = answers;
        if (own == null) {
            message.fail(NOT_YET, "this instance does not answer yet");
            return;
        }
        own.apply(message.body())
                .onSuccess(message::reply)
                .onFailure(why -> message.fail(FAILED, String.valueOf(why.getMessage())));
    }

    private boolean isMember(Instance whom) {
        return membership.nodes().stream().map(ClusterNode::busId).anyMatch(whom.id()::equals);
    }

    private static boolean isNotYet(Throwable why) {
        return why instanceof ReplyException failure
                && (failure.failureType() == ReplyFailure.NO_HANDLERS || failure.failureCode() == NOT_YET);
    }
}

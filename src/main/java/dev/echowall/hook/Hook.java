package dev.echowall.hook;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.Disconnection;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application at one address: asked as long as it answers, and with a limit to what is asked at a time. From any thread. */
final class Hook {
    /** Sends a question; fails with a {@link HookFailure}. */
    interface Sender {
        Future<byte[]> send(HookQuestion question);
    }

    private static final Logger log = LoggerFactory.getLogger(Hook.class);
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String key;
    private final String event;
    private final Sender sender;
    private final Circuit circuit;
    private final UnderWay underWay;
    private final Metrics metrics;

    /** Guarded by this object's lock, like {@link #failures}; when a failure is logged again. */
    private long loggedAgain = System.nanoTime();

    private long failures;

    /**
     * @param key of the configuration, which messages name
     * @param event of the client that is asked about, for the metrics
     */
    Hook(String key, String event, Sender sender, Circuit circuit, UnderWay underWay, Metrics metrics) {
        this.key = key;
        this.event = event;
        this.sender = sender;
        this.circuit = circuit;
        this.underWay = underWay;
        this.metrics = metrics;
    }

    /**
     * Asks the application.
     *
     * @param result reads the result
     * @return fails with a {@link Refusal}: the application's, or that there was no answer
     */
    <T> Future<T> ask(HookQuestion question, Function<JsonFields, T> result) {
        if (!circuit.admits()) {
            metrics.hook(event, "circuit_open");
            return unavailable("the application has not answered for some time and is not asked now");
        }
        if (!underWay.enter()) {
            metrics.hook(event, "busy");
            return Future.failedFuture(new Refusal(
                    ErrorCode.BUSY, "too many questions to the application are under way (limits.hook-requests)"));
        }
        return send(question)
                .onComplete(done -> underWay.leave())
                .transform(done -> done.succeeded() ? read(done.result(), result) : failed(done.cause()));
    }

    /* What a client sent can be no fault of the application's, whatever is wrong with it. */
    private Future<byte[]> send(HookQuestion question) {
        try {
            return sender.send(question);
        } catch (IllegalArgumentException bad) {
            return Future.failedFuture(new HookFailure("the question cannot be sent", true));
        }
    }

    private <T> Future<T> read(byte[] body, Function<JsonFields, T> result) {
        try {
            T value = HookAnswer.read(body, result);
            answered("result");
            return Future.succeededFuture(value);
        } catch (Refusal refusal) {
            answered(refusal instanceof Disconnection ? "disconnect" : "error");
            return Future.failedFuture(refusal);
        } catch (IllegalArgumentException bad) {
            return failed(new HookFailure("the answer is malformed: " + bad.getMessage()));
        }
    }

    private <T> Future<T> failed(Throwable why) {
        if (!(why instanceof HookFailure failure && failure.isOfOneQuestion())) {
            circuit.failed();
        }
        metrics.hook(event, "failed");
        tell(why);
        return unavailable("the application does not answer as it should");
    }

    private <T> Future<T> unavailable(String sentence) {
        return Future.failedFuture(new Refusal(ErrorCode.HOOK_UNAVAILABLE, sentence + " (" + key + ")"));
    }

    private void answered(String outcome) {
        metrics.hook(event, outcome);
        if (circuit.isOpen()) {
            log.atInfo().addKeyValue("key", key).log("the application answers again");
        }
        circuit.answered();
    }

    /* Once in a while: it may fail for days, and thousands of times a second. */
    private synchronized void tell(Throwable why) {
        failures++;
        long now = System.nanoTime();
        if (now - loggedAgain < 0) {
            return;
        }
        loggedAgain = now + LOG_NANOS;
        log.atWarn()
                .addKeyValue("key", key)
                .addKeyValue("failures", failures)
                .addKeyValue("reason", why.getMessage())
                .log("the application does not answer");
        failures = 0;
    }
}

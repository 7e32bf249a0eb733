package dev.echowall.hook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * One POST, from the search for a connection to the last byte of the answer: within one deadline for everything, and with an answer of
 * limited size. Confined to one context. Redirects are not followed: the question goes nowhere but to the configured address.
 */
final class HookRequest {
    private static final int OK = 200;

    private final Promise<byte[]> answer = Promise.promise();
    private final Buffer received = Buffer.buffer();
    private final int answerBytes;
    private @Nullable HttpClientRequest request;

    private HookRequest(int answerBytes) {
        this.answerBytes = answerBytes;
    }

    /** Fails with a {@link HookFailure}. */
    static Future<byte[]> send(
            Vertx vertx, HttpClient client, RequestOptions to, byte[] body, long timeoutMillis, int answerBytes) {
        HookRequest sent = new HookRequest(answerBytes);
        Context context = vertx.getOrCreateContext();
        Runnable begin = () -> sent.begin(vertx, client, to, Buffer.buffer(body), timeoutMillis);
        if (Vertx.currentContext() == context) {
            begin.run();
        } else {
            context.runOnContext(turn -> begin.run());
        }
        return sent.answer.future();
    }

    private void begin(Vertx vertx, HttpClient client, RequestOptions to, Buffer body, long timeoutMillis) {
        long timer = vertx.setTimer(
                timeoutMillis, late -> fail("there was no answer within " + timeoutMillis + " ms (hooks.timeout)"));
        answer.future().onComplete(done -> vertx.cancelTimer(timer));
        client.request(to).onFailure(this::fail).onSuccess(made -> send(made, body));
    }

    private void send(HttpClientRequest made, Buffer body) {
        request = made;
        if (answer.future().isComplete()) {
            made.reset();
            return;
        }
        made.send(body).onFailure(this::fail).onSuccess(this::read);
    }

    private void read(HttpClientResponse response) {
        int status = response.statusCode();
        if (status != OK) {
            boolean redirect = status >= 300 && status < 400;
            boolean ofOneQuestion = status >= 400 && status < 500;
            String why = "the answer is " + status + (redirect ? ", and a redirect is not followed" : "");
            fail(new HookFailure(why, ofOneQuestion));
            return;
        }
        response.handler(this::read);
        response.exceptionHandler(this::fail);
        response.endHandler(end -> answer.tryComplete(received.getBytes()));
    }

    private void read(Buffer part) {
        if (received.length() + part.length() > answerBytes) {
            fail("the answer has more than " + answerBytes + " bytes");
        } else if (!answer.future().isComplete()) {
            received.appendBuffer(part);
        }
    }

    private void fail(Throwable why) {
        fail("the application cannot be reached: " + why);
    }

    private void fail(String sentence) {
        fail(new HookFailure(sentence));
    }

    /* The rest of an answer that is no longer wanted must not come in front of the next one, so the connection is closed. */
    private void fail(HookFailure failure) {
        if (answer.tryFail(failure) && request != null) {
            request.reset();
        }
    }
}

package dev.echowall.identity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a key set, not on an event loop: only from the configured address, never from one that a response or a token
 * gives; within one deadline for everything; and limited in size.
 */
final class KeySetRequest {
    static final int MOST_BYTES = 256 * 1024;

    private final HttpClient client;
    private final HttpRequest request;
    private final Duration deadline;

    KeySetRequest(URI url, Duration deadline, Executor executor) {
        this.deadline = deadline;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(deadline)
                .executor(executor)
                .build();
        this.request = HttpRequest.newBuilder(url)
                .timeout(deadline)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
    }

    /** The body of the response; fails with an {@link IOException}, whose message is a sentence or Java's own. */
    CompletableFuture<byte[]> send() {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> new Body(head.statusCode()));
        // The request's own timeout applies to the head of the response only.
        return answer.copy()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, why) -> {
                    if (why != null) {
                        answer.cancel(true);
                    }
                })
                .thenApply(HttpResponse::body);
    }

    /** Reads up to a limit. */
    private static final class Body implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int status;
        private @Nullable Subscription subscription;

        Body(int status) {
            this.status = status;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Subscription made) {
            subscription = made;
            if (status == 200) {
                made.request(Long.MAX_VALUE);
            } else {
                boolean redirect = status >= 300 && status < 400;
                give(new IOException("the answer is " + status + (redirect ? ", and a redirect is not followed" : "")));
            }
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (bytes.size() + part.remaining() > MOST_BYTES) {
                    give(new IOException("the answer has more than " + MOST_BYTES + " bytes"));
                    return;
                }
                byte[] some = new byte[part.remaining()];
                part.get(some);
                bytes.writeBytes(some);
            }
        }

        private void give(IOException up) {
            Objects.requireNonNull(subscription).cancel();
            whole.completeExceptionally(up);
        }

        @Override
        public void onError(Throwable why) {
            whole.completeExceptionally(why);
        }

        @Override
        public void onComplete() {
            whole.complete(bytes.toByteArray());
        }
    }
}

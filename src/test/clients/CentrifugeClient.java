import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.TokenCallback;
import io.github.centrifugal.centrifuge.UnauthorizedException;
import io.github.centrifugal.centrifuge.UnsubscribedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;

/** java CentrifugeClient.java URL TOKEN_URL CHANNEL [MESSAGE]: publishes MESSAGE (JSON), prints what is published. */
final class CentrifugeClient {
    public static void main(String[] args) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Options options = new Options();
        options.setTokenGetter(new BackendTokens(URI.create(args[1])));
        Client client = new Client(args[0], options, new EventListener() {
            @Override
            public void onDisconnected(Client client, DisconnectedEvent event) {
                System.out.println("closed " + event.getCode() + " " + event.getReason());
                closed.countDown();
            }
        });
        Subscription subscription = client.newSubscription(args[2], new SubscriptionEventListener() {
            @Override
            public void onSubscribed(Subscription subscription, SubscribedEvent event) {
                if (!event.wasRecovering()) {
                    System.out.println("subscribed");
                } else {
                    System.out.println("subscribed again, "
                            + (event.getRecovered() ? "nothing missed" : "what was missed is gone"));
                }
            }

            @Override
            public void onUnsubscribed(Subscription subscription, UnsubscribedEvent event) {
                System.out.println("unsubscribed " + event.getCode() + " " + event.getReason());
            }

            @Override
            public void onPublication(Subscription subscription, PublicationEvent event) {
                System.out.println(event.getOffset() + " " + new String(event.getData(), UTF_8));
            }
        });
        client.connect();
        subscription.subscribe();
        if (args.length > 3) {
            subscription.publish(args[3].getBytes(UTF_8), (error, result) -> {
                if (error != null) {
                    System.out.println("not published: " + error);
                }
            });
        }
        closed.await();
        System.exit(0); // its HTTP client's threads would stay for a minute
    }

    /** Asked for a token to connect, and again when it expires. On Android, use OkHttp instead of java.net.http. */
    private static final class BackendTokens extends ConnectionTokenGetter {
        private final HttpClient http = HttpClient.newHttpClient();
        private final URI address;

        BackendTokens(URI address) {
            this.address = address;
        }

        @Override
        public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
            http.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> {
                        if (failure != null) {
                            callback.Done(failure, null); // asked again
                        } else if (answer.statusCode() == 401) {
                            callback.Done(new UnauthorizedException(), null); // not logged in: final
                        } else if (answer.statusCode() != 200) {
                            callback.Done(new IOException(address + " answered " + answer.statusCode()), null);
                        } else {
                            callback.Done(null, answer.body());
                        }
                    });
        }
    }
}

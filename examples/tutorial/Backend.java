import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The backend of a shop, http://localhost:3000: logs users in, signs their tokens, takes and publishes their orders. */
public final class Backend {
    private static final Path PAGE = Path.of("examples/tutorial/index.html");
    private static final Path SDK = Path.of("target/tutorial/node_modules/centrifuge/dist/centrifuge.js");
    private static final Path SECRET = Path.of("target/tutorial/secret");
    private static final Map<String, String> PASSWORDS = Map.of("ann", "green", "bob", "black");

    /** The management ports of the instances: any of them takes what is to be published. */
    private static final List<String> INSTANCES =
            List.of("http://127.0.0.1:9081", "http://127.0.0.1:9082", "http://127.0.0.1:9083");

    private final byte[] secret;
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private final Map<String, Integer> lastOrders = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private Backend(byte[] secret) {
        this.secret = secret;
    }

    public static void main(String[] args) throws IOException {
        Backend backend = new Backend(Files.readString(SECRET).strip().getBytes(UTF_8));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 3000), 0);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/", exchange -> backend.file(exchange, "/", "text/html; charset=utf-8", PAGE));
        server.createContext(
                "/centrifuge.js", exchange -> backend.file(exchange, "/centrifuge.js", "text/javascript", SDK));
        server.createContext("/login", backend::logIn);
        server.createContext("/token", backend::connectionToken);
        server.createContext("/orders-token", backend::subscriptionToken);
        server.createContext("/orders", backend::order);
        server.start();
        System.out.println("http://localhost:3000");
    }

    private void file(HttpExchange exchange, String path, String type, Path file) throws IOException {
        boolean known = exchange.getRequestURI().getPath().equals(path);
        exchange.getResponseHeaders().set("Content-Type", type);
        answer(exchange, known ? 200 : 404, known ? Files.readString(file) : "");
    }

    /** A session is a random number in a cookie, and behind it the user's name. */
    private void logIn(HttpExchange exchange) throws IOException {
        String[] said = new String(exchange.getRequestBody().readNBytes(1000), UTF_8).split("\n");
        if (said.length != 2 || !said[1].equals(PASSWORDS.get(said[0]))) {
            answer(exchange, 401, "wrong name or password");
            return;
        }
        String session = UUID.randomUUID().toString();
        sessions.put(session, said[0]);
        // On a site with https, add Secure, and call it __Host-session.
        exchange.getResponseHeaders().set("Set-Cookie", "session=" + session + "; Path=/; HttpOnly; SameSite=Strict");
        answer(exchange, 200, said[0]);
    }

    /** The user that the cookie belongs to; without one, the request is answered and this is null. */
    private String user(HttpExchange exchange) throws IOException {
        String cookies = String.join("; ", exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
        String user = Arrays.stream(cookies.split("; "))
                .filter(each -> each.startsWith("session="))
                .map(each -> sessions.get(each.substring("session=".length())))
                .findFirst()
                .orElse(null);
        if (user == null) {
            answer(exchange, 401, "log in first");
        }
        return user;
    }

    /** Says who the user is. */
    private void connectionToken(HttpExchange exchange) throws IOException {
        String user = user(exchange);
        if (user != null) {
            answer(exchange, 200, token("{\"sub\":\"%s\",\"exp\":%d}".formatted(user, inFiveMinutes())));
        }
    }

    /** Opens the user's own channel: nobody gets a token for another one. */
    private void subscriptionToken(HttpExchange exchange) throws IOException {
        String user = user(exchange);
        if (user != null) {
            String claims = "{\"sub\":\"%s\",\"channel\":\"%s\",\"exp\":%d}";
            answer(exchange, 200, token(claims.formatted(user, channel(user), inFiveMinutes())));
        }
    }

    private static String channel(String user) {
        return "$orders:" + user; // $: only with a subscription token
    }

    private static long inFiveMinutes() {
        return Instant.now().getEpochSecond() + 300;
    }

    /** A JWT: header, claims and signature, each in Base64. */
    private String token(String claims) {
        String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
        String signed = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Takes an order, and answers when everybody whom it concerns is sure to hear of it. */
    private void order(HttpExchange exchange) throws IOException {
        String user = user(exchange);
        if (user != null) {
            int order = lastOrders.merge(user, 1, Integer::sum);
            boolean published = publish(channel(user), "{\"order\":%d,\"state\":\"accepted\"}".formatted(order));
            answer(exchange, published ? 202 : 503, String.valueOf(order));
        }
    }

    /** Publishes through any instance. However often it is repeated, with the same key it is published once. */
    private boolean publish(String channel, String data) {
        String command = "{\"channel\":\"%s\",\"data\":%s,\"idempotency_key\":\"%s\"}"
                .formatted(channel, data, UUID.randomUUID());
        Instant deadline = Instant.now().plusSeconds(20);
        while (Instant.now().isBefore(deadline)) {
            for (String instance : INSTANCES) {
                if (accepts(instance, command)) {
                    return true;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return false;
    }

    private boolean accepts(String instance, String command) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(instance + "/api/publish"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(5))
                .POST(BodyPublishers.ofString(command))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it is down, or it died before it answered: the next one is asked
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}

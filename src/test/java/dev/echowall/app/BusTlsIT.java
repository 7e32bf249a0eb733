package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.config.Config;
import dev.echowall.testing.FreePorts;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances whose bus speaks TLS. */
class BusTlsIT {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private static final int[] hazelcast = {FreePorts.take(), FreePorts.take()};
    private static final int[] bus = {FreePorts.take(), FreePorts.take()};
    private static Instance one;
    private static Instance two;

    @BeforeAll
    static void start() throws Exception {
        // One certificate that is its own authority: whoever has it is an instance.
        KeyStore own = keys("own");
        Files.writeString(
                directory.resolve("own.crt"),
                pem("CERTIFICATE", own.getCertificate("wall").getEncoded()));
        Files.writeString(
                directory.resolve("own.key"),
                pem("PRIVATE KEY", own.getKey("wall", PASSWORD).getEncoded()));
        one = start(0);
        two = start(1);
        TimeLimits.until(
                "both see both",
                () -> new TestHttpClient(two.managementPort())
                        .get("/health/ready")
                        .body()
                        .contains("\"members\":2"));
    }

    @AfterAll
    static void stop() {
        TimeLimits.await(two.stop("the test is over"));
        TimeLimits.await(one.stop("the test is over"));
    }

    private static Instance start(int number) throws IOException {
        Path file = Files.writeString(directory.resolve("node" + number + ".yaml"), """
                node: { name: node%d }
                server: { host: 127.0.0.1, port: 0, event-loops: 1 }
                management: { port: 0 }
                cluster:
                  name: tls-%d
                  port: %d
                  bus-port: %d
                  tls: { certificate: %s, key: %s, ca: %s }
                  members: ["127.0.0.1:%d", "127.0.0.1:%d"]
                """.formatted(
                        number,
                        hazelcast[0],
                        hazelcast[number],
                        bus[number],
                        directory.resolve("own.crt"),
                        directory.resolve("own.key"),
                        directory.resolve("own.crt"),
                        hazelcast[0],
                        hazelcast[1]));
        return TimeLimits.await(Instance.start(Config.load(file, Map.of()).config()));
    }

    private static KeyStore keys(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "wall",
                        "-dname",
                        "CN=" + name,
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    /** A word to the bus, and what comes back: -1 when it is closed; fails when that is by an alert. */
    private static int say(Socket socket) throws IOException {
        socket.setSoTimeout((int) TimeLimits.stretched(Duration.ofSeconds(5)).toMillis());
        // A ping as Vert.x writes it: version, codec, sent, address, no reply address, sender, no headers.
        String frame = "\0\0\0\0\2\1\0\0\0\0\14__vertx_ping\0\0\0\0\0\0\0\3abc\0\0\0\4";
        byte[] bytes = frame.getBytes(StandardCharsets.ISO_8859_1);
        bytes[3] = (byte) (bytes.length - 4);
        socket.getOutputStream().write(bytes);
        return socket.getInputStream().read();
    }

    private static Socket tls(@Nullable KeyStore keys) throws Exception {
        KeyManager[] own = null;
        if (keys != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            own = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, new TrustManager[] {new Trusting()}, new SecureRandom());
        return context.getSocketFactory().createSocket("127.0.0.1", bus[0]);
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void what_is_said_at_one_is_announced_to_the_other() {
        try (TestWebSocketClient client =
                TestWebSocketClient.connect("ws://127.0.0.1:" + two.port() + "/ws/echo?after=:0")) {
            assertThat(new TestHttpClient(one.port())
                            .post("/publish/echo", "text/plain", "sealed")
                            .statusCode())
                    .isEqualTo(200);
            client.awaitText("sealed");
        }
        assertThat(new TestHttpClient(two.managementPort()).get("/metrics").body())
                .as("by the bus, not read from the stream")
                .doesNotContain("echowall_repaired_publications_total");
    }

    @Test
    void who_shows_the_clusters_certificate_is_answered() throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("own.p12"))) {
            own.load(in, PASSWORD);
        }
        try (Socket socket = tls(own)) {
            assertThat(say(socket)).as("pong").isEqualTo(1);
        }
    }

    @Test
    void a_peer_without_a_certificate_gets_nothing() throws Exception {
        try (Socket socket = tls(null)) {
            assertThatThrownBy(() -> say(socket)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_peer_with_a_certificate_of_somebody_else_gets_nothing() throws Exception {
        try (Socket socket = tls(keys("stranger"))) {
            assertThatThrownBy(() -> say(socket)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_peer_without_tls_gets_nothing() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bus[0])) {
            assertThat(socket).isNotInstanceOf(SSLSocket.class);
            assertThat(answerOf(socket)).isNotEqualTo(1);
        }
    }

    /** The first byte of it, -1 for none: an alert of TLS is no answer of the bus. */
    private static int answerOf(Socket socket) {
        try {
            return say(socket);
        } catch (SocketException reset) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

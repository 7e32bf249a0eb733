package dev.echowall.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A WebSocket client that makes the handshake and then does nothing: it answers no ping and no close. */
public final class RawUpgrade implements AutoCloseable {
    private final Socket socket;
    private final String answer;

    private RawUpgrade(Socket socket, String answer) {
        this.socket = socket;
        this.answer = answer;
    }

    /** Returns when the server has answered, with whatever status. */
    public static RawUpgrade open(int port, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) TimeLimits.stretched(Duration.ofSeconds(10)).toMillis());
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new RawUpgrade(socket, head(socket.getInputStream()));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("ended within its answer: " + head);
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** The status line and headers of the response. */
    public String answer() {
        return answer;
    }

    public int status() {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    /** The value of a response header, or an empty string. */
    public String header(String name) {
        return answer.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** The body of a refusal. */
    public String body() throws IOException {
        return new String(
                socket.getInputStream().readNBytes(Integer.parseInt(header("Content-Length"))), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

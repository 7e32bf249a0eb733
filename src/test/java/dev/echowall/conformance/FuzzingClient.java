package dev.echowall.conformance;

import dev.echowall.conformance.Outcome.Behavior;
import dev.echowall.conformance.Outcome.Ending;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plays one case as the original's fuzzing client does, and judges what came of it as that does. */
final class FuzzingClient implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /**
     * For the server to say something. The original gives it half a second to a second for most; a machine that runs
     * other cases beside is not to fail by that, and a server that says nothing fails all the same.
     */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Case played;
    private final ClientSocket socket;
    private final @Nullable Compression compression;
    private final List<String> heard = new ArrayList<>();
    private boolean closeSent;
    private boolean closeHeard;
    private boolean closedByMe;
    private boolean ended;
    private boolean dropped;
    private int code = -1;

    private FuzzingClient(Case played, ClientSocket socket, @Nullable Compression compression) {
        this.played = played;
        this.socket = socket;
        this.compression = compression;
    }

    /** Plays it to its end, on a connection of its own. */
    static Outcome play(Case played, int port, String path) {
        try (ClientSocket socket = ClientSocket.open(port, path, played.extensions());
                Compression compression = socket.agreed().isEmpty()
                        ? null
                        : new Compression(Compression.Terms.of(played.extensions(), socket.agreed()));
                FuzzingClient client = new FuzzingClient(played, socket, compression)) {
            return client.play();
        } catch (IOException e) {
            return Outcome.failed(e.toString());
        } catch (AssertionError e) {
            return Outcome.failed(String.valueOf(e.getMessage()));
        }
    }

    private Outcome play() throws IOException {
        for (Case.Step step : played.steps()) {
            // As the original, which sends nothing on a connection that was failed meanwhile.
            if (!ended && !closeHeard) {
                step.go(this);
            }
        }
        socket.flush();
        listen(LIMIT);
        dropped = !ended;
        return new Outcome(behavior(), ending(), toString());
    }

    void frame(int first, byte[] payload) throws IOException {
        socket.frame(first, payload);
    }

    void octets(byte[] octets) throws IOException {
        socket.octets(octets);
        socket.flush();
    }

    void chop(int octets) {
        socket.chop(octets);
    }

    void pause(String tag) throws IOException {
        socket.flush();
        listen(PAUSE);
        if (!ended && !closeHeard && !tag.isEmpty()) {
            heard.add("timeout " + tag);
        }
    }

    void close(byte[] payload) throws IOException {
        closeSent = true;
        closedByMe |= !closeHeard;
        socket.frame(Case.CLOSE, payload);
    }

    static byte[] closing(int code, byte[] reason) {
        byte[] payload = Arrays.copyOf(new byte[] {(byte) (code >> 8), (byte) code}, 2 + reason.length);
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return payload;
    }

    /** Sends one message and hears it back, the same kind and the same octets. */
    void echo(int first, byte[] message, int fragment) throws IOException {
        byte[] payload = compression == null ? message : compression.deflate(message);
        send(compression == null ? first : Case.reserved(4, first), payload, fragment);
        socket.flush();
        ClientSocket.Frame frame = read(LIMIT);
        if (frame == null) {
            throw new AssertionError("ended instead of an echo");
        }
        byte[] echo = content(frame);
        if (frame.opcode() != (first & 0x0F) || !Arrays.equals(echo, message)) {
            throw new AssertionError("not the message of " + message.length + " octets but " + frame);
        }
    }

    /** One message in frames of at most so many octets; 0 is one frame. */
    void send(int first, byte[] payload, int fragment) throws IOException {
        if (fragment == 0 || payload.length <= fragment) {
            socket.frame(first, payload);
            return;
        }
        for (int from = 0; from < payload.length; from += fragment) {
            int to = Math.min(from + fragment, payload.length);
            int opcode = from == 0 ? first : Case.CONTINUATION;
            socket.frame(to == payload.length ? opcode : Case.part(opcode), payload, from, to);
        }
    }

    boolean deflates() {
        return compression != null;
    }

    /** Until the server ends the connection, or the time is over. */
    private void listen(Duration time) throws IOException {
        long end = System.nanoTime() + TimeLimits.stretched(time).toNanos();
        while (!ended) {
            long left = (end - System.nanoTime()) / 1_000_000;
            ClientSocket.Frame frame = left <= 0 ? null : read(Duration.ofMillis(left));
            if (frame == null) {
                return;
            }
            hear(frame);
        }
    }

    /** Null when it ended, or nothing came in time. */
    private ClientSocket.@Nullable Frame read(Duration time) throws IOException {
        try {
            ClientSocket.Frame frame = socket.read(Math.max(1, (int) time.toMillis()));
            ended = frame == null;
            return frame;
        } catch (SocketTimeoutException nothing) {
            return null;
        } catch (SocketException reset) {
            // nginx leaves without having read our answer to a close. What was heard before decides.
            ended = true;
            return null;
        }
    }

    private void hear(ClientSocket.Frame frame) throws IOException {
        if (closeHeard) {
            throw new AssertionError("after its close frame the server said " + frame);
        }
        switch (frame.opcode()) {
            case Case.TEXT & 0x0F -> heard.add("text " + Case.latin(content(frame)));
            case Case.BINARY & 0x0F -> heard.add("binary " + Case.latin(content(frame)));
            case Case.PING & 0x0F -> heard.add("ping " + Case.latin(frame.payload()));
            case Case.PONG & 0x0F -> heard.add("pong " + Case.latin(frame.payload()));
            default -> closeCame(frame);
        }
        if (!closeSent
                && played.byClient()
                && played.expected().values().stream().allMatch(heard::equals)) {
            close(closing(1000, new byte[0]));
        }
        socket.flush();
    }

    private void closeCame(ClientSocket.Frame frame) throws IOException {
        closeHeard = true;
        code = frame.closeCode();
        if (!closeSent) {
            try {
                close(frame.payload());
                socket.flush();
            } catch (IOException alreadyGone) {
                ended = true;
            }
        }
    }

    private byte[] content(ClientSocket.Frame frame) {
        if (!frame.deflated()) {
            return frame.payload();
        }
        if (compression == null) {
            throw new AssertionError("a compressed message, and nothing was agreed on");
        }
        return compression.inflate(frame.payload());
    }

    private Behavior behavior() {
        if (played.informational()) {
            return dropped ? Behavior.FAILED : Behavior.INFORMATIONAL;
        }
        return played.expected().entrySet().stream()
                .filter(each -> each.getValue().equals(heard))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Behavior.FAILED);
    }

    private Ending ending() {
        if (dropped) {
            return Ending.FAILED_BY_CLIENT;
        } else if (played.informational()) {
            return Ending.INFORMATIONAL;
        } else if (played.byClient() != closedByMe) {
            return Ending.WRONG_ENDPOINT;
        } else if (played.clean() && !(closeSent && closeHeard)) {
            return Ending.UNCLEAN;
        }
        // Stricter than the original, which is content with no code at all; but one who said none hears none.
        return played.codes().contains(code) ? Ending.OK : Ending.WRONG_CODE;
    }

    @Override
    public String toString() {
        List<String> short1 = heard.stream()
                .map(each -> each.length() < 80 ? each : each.substring(0, 80) + "… " + each.length())
                .toList();
        return "heard " + short1 + ", close code " + code + ", first by " + (closedByMe ? "client" : "server")
                + (dropped ? ", never ended" : "");
    }

    @Override
    public void close() {}
}

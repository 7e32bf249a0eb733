package dev.echowall.conformance;

import dev.echowall.conformance.Outcome.Behavior;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One case: what the client says, step by step, what it expects to hear, and how it expects the connection to end.
 * Numbers and expectations are the original's; what is heard is written {@code text …}, {@code binary …}, {@code pong …}
 * or {@code timeout …}, an octet a character.
 */
final class Case {
    /** First octets of frames: the final bit, the reserved bits, the opcode. */
    static final int TEXT = 0x81;

    static final int BINARY = 0x82;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;
    static final int PONG = 0x8A;
    static final int CONTINUATION = 0x80;

    /** What the client does next. */
    interface Step {
        void go(FuzzingClient client) throws IOException;
    }

    private final String number;
    private final String about;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Behavior, List<String>> expected = new EnumMap<>(Behavior.class);
    private String extensions = "";
    private boolean byClient;
    private boolean clean;
    private boolean informational;
    private Set<Integer> codes = Set.of();

    private Case(String number, String about) {
        this.number = number;
        this.about = about;
        expected.put(Behavior.OK, List.of());
    }

    static Case of(String number, String about) {
        return new Case(number, about);
    }

    /** The first octet of a frame that is not its message's last. */
    static int part(int first) {
        return first & 0x7F;
    }

    static int reserved(int bits, int first) {
        return first | bits << 4;
    }

    Case does(Step step) {
        steps.add(step);
        return this;
    }

    Case sends(int first, byte[] payload) {
        return does(client -> client.frame(first, payload));
    }

    Case sends(int first, String payload) {
        return sends(first, latin(payload));
    }

    /** From here on, each frame in writes of so many octets; 0 is as few writes as may be. */
    Case inChopsOf(int octets) {
        return does(client -> client.chop(octets));
    }

    /** From here on, each frame in a write of its own. */
    Case inFrames() {
        return inChopsOf(Integer.MAX_VALUE);
    }

    /** Waits a second and goes on if the connection is still open, which then counts as heard: {@code timeout TAG}. */
    Case pauses(String tag) {
        return does(client -> client.pause(tag));
    }

    Case closes(int code) {
        return closes(code, "");
    }

    Case closes(int code, String reason) {
        return closes(FuzzingClient.closing(code, latin(reason)));
    }

    Case closes(byte[] payload) {
        return does(client -> client.close(payload));
    }

    Case offers(String deflate) {
        extensions = deflate;
        return this;
    }

    Case hears(String... events) {
        return hears(Behavior.OK, events);
    }

    Case hears(Behavior behavior, String... events) {
        expected.put(behavior, List.of(events));
        return this;
    }

    /** The server fails the connection. */
    Case isFailedWith(int code) {
        codes = Set.of(code);
        return this;
    }

    /** The client closes, and each side has sent a close frame at the end. */
    Case isClosedWith(Integer... allowed) {
        byClient = true;
        clean = true;
        codes = Set.of(allowed);
        return this;
    }

    /** The client closes, badly: the server answers with such a code. */
    Case isRefusedWith(Integer... allowed) {
        isClosedWith(allowed);
        clean = false;
        return this;
    }

    /** Whatever is heard, as long as the server ends the connection. */
    Case forInformation() {
        informational = true;
        return this;
    }

    String number() {
        return number;
    }

    /** 1 to 13. */
    int section() {
        return Integer.parseInt(number.substring(0, number.indexOf('.')));
    }

    String extensions() {
        return extensions;
    }

    List<Step> steps() {
        return steps;
    }

    Map<Behavior, List<String>> expected() {
        return expected;
    }

    boolean byClient() {
        return byClient;
    }

    boolean clean() {
        return clean;
    }

    Set<Integer> codes() {
        return codes;
    }

    boolean informational() {
        return informational;
    }

    @Override
    public String toString() {
        return number + " " + about;
    }

    static byte[] latin(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}

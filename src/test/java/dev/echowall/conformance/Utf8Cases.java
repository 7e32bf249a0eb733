package dev.echowall.conformance;

import static dev.echowall.conformance.Case.CONTINUATION;
import static dev.echowall.conformance.Case.TEXT;
import static dev.echowall.conformance.Case.latin;
import static dev.echowall.conformance.Case.part;

import dev.echowall.conformance.Outcome.Behavior;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Section 6: text is UTF-8, however it is cut, and what is not fails at its first wrong octet. */
final class Utf8Cases {
    private static final int MORE = part(CONTINUATION);
    private static final String KOSME = "\u00CE\u00BA\u00E1\u00BD\u00B9\u00CF\u0083\u00CE\u00BC\u00CE\u00B5";
    /** Wrong at octet 12, the second of a code point beyond the last. */
    private static final String BEYOND = KOSME + "\u00F4\u0090\u0080\u0080edited";

    private static final int WRONG_AT = 12;

    private Utf8Cases() {}

    static List<Case> all() {
        List<Case> all = new ArrayList<>(whole());
        all.addAll(failFast());
        List<Utf8Sequences.Group> groups = Utf8Sequences.all();
        for (int i = 0; i < groups.size(); i++) {
            for (int j = 0; j < groups.get(i).sequences().size(); j++) {
                all.add(sequence(
                        "6." + (i + 5) + "." + (j + 1),
                        groups.get(i).name(),
                        groups.get(i).sequences().get(j)));
            }
        }
        return all;
    }

    private static List<Case> whole() {
        String greeting = latin("Hello-µ@ßöäüàá-UTF-8!!".getBytes(StandardCharsets.UTF_8));
        int half = latin("Hello-µ@ßöä".getBytes(StandardCharsets.UTF_8)).length();
        String surrogate = KOSME + "\u00ED\u00A0\u0080edited";
        return List.of(
                Case.of("6.1.1", "an empty text").sends(TEXT, "").hears("text ").isClosedWith(1000),
                fragments("6.1.2", "three empty frames", "", "", "")
                        .hears("text ")
                        .isClosedWith(1000),
                fragments("6.1.3", "an empty frame, one that is not, an empty one", "", "middle frame payload", "")
                        .hears("text middle frame payload")
                        .isClosedWith(1000),
                valid("6.2.1", "in one frame", greeting, greeting.length()),
                fragments("6.2.2", "cut between characters", greeting.substring(0, half), greeting.substring(half))
                        .hears("text " + greeting)
                        .isClosedWith(1000),
                valid("6.2.3", "an octet a frame", greeting, 1),
                valid("6.2.4", "Greek, an octet a frame", KOSME, 1),
                invalid("6.3.1", "in one frame", surrogate, surrogate.length()),
                invalid("6.3.2", "an octet a frame", surrogate, 1));
    }

    private static Case fragments(String number, String about, String... payloads) {
        Case all = Case.of(number, "a text: " + about);
        for (int i = 0; i < payloads.length; i++) {
            int first = i == 0 ? TEXT : CONTINUATION;
            all.sends(i == payloads.length - 1 ? first : part(first), payloads[i]);
        }
        return all;
    }

    private static Case valid(String number, String about, String payload, int fragment) {
        return Case.of(number, "a text, " + about)
                .does(client -> client.send(TEXT, latin(payload), fragment))
                .hears("text " + payload)
                .isClosedWith(1000);
    }

    private static Case invalid(String number, String about, String payload, int fragment) {
        return Case.of(number, "no UTF-8, " + about)
                .does(client -> client.send(TEXT, latin(payload), fragment))
                .isFailedWith(1007);
    }

    /** The first part is taken; at the second the connection fails, before the third is sent. */
    private static List<Case> failFast() {
        return List.of(
                inFrames("6.4.1", "wrong from octet 12 of the second frame on", KOSME.length(), KOSME.length() + 4),
                inFrames("6.4.2", "the second frame is the wrong octet", WRONG_AT, WRONG_AT + 1),
                inOneFrame("6.4.3", "wrong within the second chop", KOSME.length(), KOSME.length() + 4),
                inOneFrame("6.4.4", "the second chop is the wrong octet", WRONG_AT, WRONG_AT + 1));
    }

    private static Case inFrames(String number, String about, int second, int third) {
        return expectations(Case.of(number, "three frames, " + about)
                .sends(part(TEXT), BEYOND.substring(0, second))
                .pauses("A")
                .sends(MORE, BEYOND.substring(second, third))
                .pauses("B")
                .sends(CONTINUATION, BEYOND.substring(third)));
    }

    private static Case inOneFrame(String number, String about, int second, int third) {
        byte[] frame = ClientSocket.masked(TEXT, latin(BEYOND), 0, BEYOND.length());
        int header = frame.length - BEYOND.length();
        return expectations(Case.of(number, "one frame in three chops, " + about)
                .does(client -> client.octets(Arrays.copyOf(frame, header + second)))
                .pauses("A")
                .does(client -> client.octets(Arrays.copyOfRange(frame, header + second, header + third)))
                .pauses("B")
                .does(client -> client.octets(Arrays.copyOfRange(frame, header + third, frame.length))));
    }

    private static Case expectations(Case inThree) {
        return inThree.hears("timeout A")
                .hears(Behavior.NON_STRICT, "timeout A", "timeout B")
                .isFailedWith(1007);
    }

    private static Case sequence(String number, String group, Utf8Sequences.Sequence sequence) {
        String hex = String.format("%x", new java.math.BigInteger(1, latin(sequence.octets())));
        Case one = Case.of(number, group + ": " + (hex.length() > 40 ? hex.substring(0, 40) + "…" : hex))
                .sends(TEXT, sequence.octets());
        return sequence.valid() ? one.hears("text " + sequence.octets()).isClosedWith(1000) : one.isFailedWith(1007);
    }
}

package dev.echowall.conformance;

import static dev.echowall.conformance.Case.BINARY;
import static dev.echowall.conformance.Case.CLOSE;
import static dev.echowall.conformance.Case.PING;
import static dev.echowall.conformance.Case.PONG;
import static dev.echowall.conformance.Case.TEXT;
import static dev.echowall.conformance.Case.latin;
import static dev.echowall.conformance.Case.reserved;

import dev.echowall.conformance.Outcome.Behavior;
import java.util.ArrayList;
import java.util.List;

/** Sections 1 to 4: lengths, pings and pongs, reserved bits, opcodes. */
final class FramingCases {
    private static final int[] LENGTHS = {0, 125, 126, 127, 128, 65535, 65536, 65536};
    private static final int FIRST_UNUSED = 0x80;
    private static final String HELLO = "Hello, world!";
    private static final String OCTETS = "\0\u00FF\u00FE\u00FD\u00FC\u00FB\0\u00FF";

    private FramingCases() {}

    static List<Case> all() {
        List<Case> all = new ArrayList<>(lengths("1.1.", TEXT, "text ", "*"));
        all.addAll(lengths("1.2.", BINARY, "binary ", "\u00FE"));
        all.addAll(pings());
        all.addAll(reservedBits());
        all.addAll(dataOpcodes());
        all.addAll(controlOpcodes());
        return all;
    }

    private static List<Case> lengths(String section, int first, String kind, String octet) {
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < LENGTHS.length; i++) {
            int chop = i == 7 ? 997 : 0;
            String payload = octet.repeat(LENGTHS[i]);
            all.add(Case.of(
                            section + (i + 1),
                            kind + "of " + LENGTHS[i] + " octets" + (chop == 0 ? "" : " in chops of " + chop))
                    .inChopsOf(chop)
                    .sends(first, payload)
                    .hears(kind + payload)
                    .isClosedWith(1000));
        }
        return all;
    }

    private static List<Case> pings() {
        String longest = "\u00FE".repeat(125);
        return List.of(
                ping("2.1", "empty", ""),
                ping("2.2", "with text", HELLO),
                ping("2.3", "with octets", OCTETS),
                ping("2.4", "with 125 octets", longest),
                Case.of("2.5", "a ping with 126 octets")
                        .sends(PING, "\u00FE".repeat(126))
                        .isFailedWith(1002),
                Case.of("2.6", "a ping with 125 octets, in chops of one")
                        .inChopsOf(1)
                        .sends(PING, longest)
                        .hears("pong " + longest)
                        .isClosedWith(1000),
                Case.of("2.7", "an unasked pong").sends(PONG, "").closes(1000).isClosedWith(1000),
                Case.of("2.8", "an unasked pong with text")
                        .sends(PONG, "unsolicited pong payload")
                        .closes(1000)
                        .isClosedWith(1000),
                Case.of("2.9", "an unasked pong, then a ping")
                        .sends(PONG, "unsolicited pong payload")
                        .sends(PING, "ping payload")
                        .hears("pong ping payload")
                        .isClosedWith(1000),
                tenPings("2.10", 0),
                tenPings("2.11", 1));
    }

    private static Case ping(String number, String about, String payload) {
        return Case.of(number, "a ping, " + about)
                .sends(PING, payload)
                .hears("pong " + payload)
                .isClosedWith(1000);
    }

    private static Case tenPings(String number, int chop) {
        Case ten = Case.of(number, chop == 0 ? "ten pings" : "ten pings in chops of one")
                .inChopsOf(chop);
        List<String> pongs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.sends(PING, "payload-" + i);
            pongs.add("pong payload-" + i);
        }
        return ten.hears(pongs.toArray(new String[0])).isClosedWith(1000);
    }

    private static List<Case> reservedBits() {
        return List.of(
                Case.of("3.1", "a text with RSV 1")
                        .sends(reserved(1, TEXT), HELLO)
                        .isFailedWith(1002),
                afterText("3.2", "then one with RSV 2", 0, reserved(2, TEXT), HELLO),
                afterText(
                        "3.3",
                        "then one with RSV 3, each frame by itself",
                        Integer.MAX_VALUE,
                        reserved(3, TEXT),
                        HELLO),
                afterText("3.4", "then one with RSV 4, in chops of one", 1, reserved(4, TEXT), HELLO),
                Case.of("3.5", "a binary with RSV 5")
                        .sends(reserved(5, BINARY), OCTETS)
                        .isFailedWith(1002),
                Case.of("3.6", "a binary with RSV 6")
                        .sends(reserved(6, BINARY), HELLO)
                        .isFailedWith(1002),
                Case.of("3.7", "a close with RSV 7")
                        .sends(reserved(7, CLOSE), "")
                        .isFailedWith(1002));
    }

    /** A text that is echoed, then what fails the connection, then a ping without a pong. */
    private static Case afterText(String number, String about, int chop, int first, String payload) {
        return Case.of(number, "a text, " + about)
                .inChopsOf(chop)
                .sends(TEXT, HELLO)
                .sends(first, payload)
                .sends(PING, "")
                .hears("text " + HELLO)
                .hears(Behavior.NON_STRICT)
                .isFailedWith(1002);
    }

    private static List<Case> dataOpcodes() {
        return opcodes("4.1.", 3);
    }

    private static List<Case> controlOpcodes() {
        return opcodes("4.2.", 11);
    }

    private static List<Case> opcodes(String section, int from) {
        int first = FIRST_UNUSED | from;
        return List.of(
                Case.of(section + 1, "opcode " + from).sends(first, "").isFailedWith(1002),
                Case.of(section + 2, "opcode " + (from + 1) + " with payload")
                        .sends(first + 1, "reserved opcode payload")
                        .isFailedWith(1002),
                afterText(section + 3, "then opcode " + (from + 2), 0, first + 2, ""),
                afterText(section + 4, "then opcode " + (from + 3) + " with payload", 0, first + 3, HELLO),
                afterText(section + 5, "then opcode " + (from + 4) + ", in chops of one", 1, first + 4, HELLO));
    }

    static byte[] repeated(byte[] pattern, int length) {
        byte[] all = new byte[length];
        for (int i = 0; i < length; i++) {
            all[i] = pattern[i % pattern.length];
        }
        return all;
    }

    static byte[] repeated(String pattern, int length) {
        return repeated(latin(pattern), length);
    }
}

package dev.echowall.conformance;

import static dev.echowall.conformance.Case.CLOSE;
import static dev.echowall.conformance.Case.CONTINUATION;
import static dev.echowall.conformance.Case.PING;
import static dev.echowall.conformance.Case.TEXT;
import static dev.echowall.conformance.Case.part;

import java.util.ArrayList;
import java.util.List;

/** Section 7: the close handshake, its codes and its reasons. */
final class CloseCases {
    private static final int[] VALID = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
    private static final int[] INVALID = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
    private static final String HELLO = "Hello World!";
    private static final String NOT_UTF8 =
            "\u00CE\u00BA\u00E1\u00BD\u00B9\u00CF\u0083\u00CE\u00BC\u00CE\u00B5" + "\u00ED\u00A0\u0080edited";

    private CloseCases() {}

    static List<Case> all() {
        List<Case> all = new ArrayList<>(order());
        all.addAll(payloads());
        for (int i = 0; i < VALID.length; i++) {
            all.add(Case.of("7.7." + (i + 1), "close code " + VALID[i])
                    .closes(VALID[i])
                    .isClosedWith(VALID[i] == 1000 ? new Integer[] {1000} : new Integer[] {1000, VALID[i]}));
        }
        for (int i = 0; i < INVALID.length; i++) {
            all.add(Case.of("7.9." + (i + 1), "close code " + INVALID[i])
                    .closes(INVALID[i])
                    .isRefusedWith(1002));
        }
        all.add(Case.of("7.13.1", "close code 5000").closes(5000).forInformation());
        all.add(Case.of("7.13.2", "close code 65535").closes(65535).forInformation());
        return all;
    }

    private static List<Case> order() {
        return List.of(
                Case.of("7.1.1", "a text, its echo, a close")
                        .sends(TEXT, HELLO)
                        .hears("text " + HELLO)
                        .isClosedWith(1000),
                Case.of("7.1.2", "two closes").closes(1000).sends(CLOSE, "").isClosedWith(1000),
                Case.of("7.1.3", "a ping after the close")
                        .closes(1000)
                        .sends(PING, "")
                        .isClosedWith(1000),
                Case.of("7.1.4", "a text after the close")
                        .closes(1000)
                        .sends(TEXT, HELLO)
                        .isClosedWith(1000),
                Case.of("7.1.5", "a close within a message")
                        .sends(part(TEXT), "fragment1")
                        .closes(1000)
                        .sends(CONTINUATION, "fragment2")
                        .isClosedWith(1000),
                Case.of("7.1.6", "256 KiB, a text, a close and a ping at once")
                        .sends(TEXT, FramingCases.repeated("BAsd7&jh23", 256 * 1024))
                        .sends(TEXT, HELLO)
                        .closes(1000)
                        .sends(PING, "")
                        .forInformation());
    }

    private static List<Case> payloads() {
        return List.of(
                // The original takes an answer without a code for one with the right code.
                Case.of("7.3.1", "a close without a code").closes(new byte[0]).isClosedWith(1000, 1005),
                Case.of("7.3.2", "a close with half a code")
                        .closes(new byte[] {'a'})
                        .isRefusedWith(1002),
                Case.of("7.3.3", "a close with a code").closes(1000).isClosedWith(1000),
                Case.of("7.3.4", "a close with a reason").closes(1000, HELLO).isClosedWith(1000),
                Case.of("7.3.5", "a close with a reason of 123 octets")
                        .closes(1000, "*".repeat(123))
                        .isClosedWith(1000),
                Case.of("7.3.6", "a close with a reason of 124 octets")
                        .closes(1000, "*".repeat(124))
                        .isRefusedWith(1002),
                Case.of("7.5.1", "a close with a reason that is not UTF-8")
                        .closes(1000, NOT_UTF8)
                        .isRefusedWith(1002, 1007));
    }
}

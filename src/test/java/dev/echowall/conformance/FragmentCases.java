package dev.echowall.conformance;

import static dev.echowall.conformance.Case.CONTINUATION;
import static dev.echowall.conformance.Case.PING;
import static dev.echowall.conformance.Case.PONG;
import static dev.echowall.conformance.Case.TEXT;
import static dev.echowall.conformance.Case.part;

import dev.echowall.conformance.Outcome.Behavior;
import java.util.List;

/** Section 5: fragmentation, and control frames between fragments. */
final class FragmentCases {
    private static final int EACH = Integer.MAX_VALUE;
    private static final int MORE = part(CONTINUATION);

    private FragmentCases() {}

    static List<Case> all() {
        return List.of(
                control("5.1", "a ping", PING),
                control("5.2", "a pong", PONG),
                two("5.3", "", 0),
                two("5.4", ", each by itself", EACH),
                two("5.5", ", in chops of one", 1),
                pinged("5.6", "", 0),
                pinged("5.7", ", each by itself", EACH),
                pinged("5.8", ", in chops of one", 1),
                nothing("5.9", "a last continuation", CONTINUATION, 0),
                nothing("5.10", "a last continuation, by itself", CONTINUATION, EACH),
                nothing("5.11", "a last continuation, in chops of one", CONTINUATION, 1),
                nothing("5.12", "a continuation", MORE, 0),
                nothing("5.13", "a continuation, by itself", MORE, EACH),
                nothing("5.14", "a continuation, in chops of one", MORE, 1),
                Case.of("5.15", "a text in two frames, a continuation of nothing, a text")
                        .sends(part(TEXT), "fragment1")
                        .sends(CONTINUATION, "fragment2")
                        .sends(MORE, "fragment3")
                        .sends(TEXT, "fragment4")
                        .hears("text fragment1fragment2")
                        .hears(Behavior.NON_STRICT)
                        .isFailedWith(1002),
                twice("5.16", "a continuation", MORE),
                twice("5.17", "a last continuation", CONTINUATION),
                Case.of("5.18", "a text in two frames, both with the opcode of a text")
                        .sends(part(TEXT), "fragment1")
                        .sends(TEXT, "fragment2")
                        .isFailedWith(1002),
                five("5.19", "", 0),
                five("5.20", ", each by itself", EACH));
    }

    private static Case control(String number, String about, int first) {
        return Case.of(number, about + " in two frames")
                .sends(part(first), "fragment1")
                .sends(CONTINUATION, "fragment2")
                .isFailedWith(1002);
    }

    private static Case two(String number, String how, int chop) {
        return Case.of(number, "a text in two frames" + how)
                .inChopsOf(chop)
                .sends(part(TEXT), "fragment1")
                .sends(CONTINUATION, "fragment2")
                .hears("text fragment1fragment2")
                .isClosedWith(1000);
    }

    private static Case pinged(String number, String how, int chop) {
        return Case.of(number, "a text in two frames, a ping between them" + how)
                .inChopsOf(chop)
                .sends(part(TEXT), "fragment1")
                .sends(PING, "ping payload")
                .sends(CONTINUATION, "fragment2")
                .hears("pong ping payload", "text fragment1fragment2")
                .isClosedWith(1000);
    }

    private static Case nothing(String number, String about, int first, int chop) {
        return Case.of(number, about + " of nothing, then a text")
                .inChopsOf(chop)
                .sends(first, "non-continuation payload")
                .sends(TEXT, "Hello, world!")
                .isFailedWith(1002);
    }

    private static Case twice(String number, String about, int first) {
        Case twice = Case.of(number, "twice: " + about + " of nothing, then a text in two frames");
        for (int i = 0; i < 2; i++) {
            twice.sends(first, "fragment1").sends(part(TEXT), "fragment2").sends(CONTINUATION, "fragment3");
        }
        return twice.isFailedWith(1002);
    }

    private static Case five(String number, String how, int chop) {
        return Case.of(number, "a text in five frames with two pings and a pause" + how)
                .inChopsOf(chop)
                .sends(part(TEXT), "fragment1")
                .sends(MORE, "fragment2")
                .sends(PING, "pongme 1!")
                .pauses("")
                .sends(MORE, "fragment3")
                .sends(MORE, "fragment4")
                .sends(PING, "pongme 2!")
                .sends(CONTINUATION, "fragment5")
                .hears("pong pongme 1!", "pong pongme 2!", "text fragment1fragment2fragment3fragment4fragment5")
                .isClosedWith(1000);
    }
}

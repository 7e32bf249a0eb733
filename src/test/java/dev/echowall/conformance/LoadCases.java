package dev.echowall.conformance;

import static dev.echowall.conformance.Case.BINARY;
import static dev.echowall.conformance.Case.TEXT;

import java.util.ArrayList;
import java.util.List;

/** Sections 9 and 10: large messages, in one, in fragments and in chops; round trips; auto-fragmentation. */
final class LoadCases {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int[] SIZES = {64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB};
    private static final int[] FRAGMENTS = {64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB};
    private static final int[] CHOPS = {64, 128, 256, 512, KIB, 2 * KIB};
    private static final int[] ROUND_TRIPS = {0, 16, 64, 256, KIB, 4 * KIB};
    private static final int ROUNDS = 1000;
    private static final String LETTERS = "BAsd7&jh23";
    private static final String OCTETS = "\0\u00FE#\u00FA\u00F0";

    private LoadCases() {}

    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            all.add(echo("9.1." + (i + 1), TEXT, LETTERS, SIZES[i], 0, 0));
            all.add(echo("9.2." + (i + 1), BINARY, OCTETS, SIZES[i], 0, 0));
        }
        for (int i = 0; i < FRAGMENTS.length; i++) {
            all.add(echo("9.3." + (i + 1), TEXT, "*", 4 * MIB, FRAGMENTS[i], 0));
            all.add(echo("9.4." + (i + 1), BINARY, i == 0 ? "\u00FE" : "*", 4 * MIB, FRAGMENTS[i], 0));
        }
        for (int i = 0; i < CHOPS.length; i++) {
            all.add(echo("9.5." + (i + 1), TEXT, LETTERS, MIB, 0, CHOPS[i]));
            all.add(echo("9.6." + (i + 1), BINARY, OCTETS, MIB, 0, CHOPS[i]));
        }
        for (int i = 0; i < ROUND_TRIPS.length; i++) {
            all.add(roundTrips("9.7." + (i + 1), TEXT, "*", ROUND_TRIPS[i]));
            all.add(roundTrips("9.8." + (i + 1), BINARY, "\u00FE", ROUND_TRIPS[i]));
        }
        all.add(echo("10.1.1", TEXT, "*", 65536, 1300, 0));
        return all;
    }

    private static Case echo(String number, int first, String pattern, int size, int fragment, int chop) {
        String how = (fragment == 0 ? "" : " in frames of " + fragment) + (chop == 0 ? "" : " in chops of " + chop);
        return Case.of(number, kind(first) + " of " + size + " octets" + how)
                .inChopsOf(chop)
                .does(client -> {
                    client.echo(first, FramingCases.repeated(pattern, size), fragment);
                    client.chop(0);
                })
                .closes(1000)
                .isClosedWith(1000);
    }

    private static Case roundTrips(String number, int first, String pattern, int size) {
        return Case.of(number, ROUNDS + " round trips, " + kind(first) + " of " + size + " octets")
                .does(client -> {
                    byte[] message = FramingCases.repeated(pattern, size);
                    for (int i = 0; i < ROUNDS; i++) {
                        client.echo(first, message, 0);
                    }
                })
                .closes(1000)
                .isClosedWith(1000);
    }

    private static String kind(int first) {
        return first == TEXT ? "text" : "binary";
    }
}

package dev.echowall.conformance;

import static dev.echowall.conformance.Case.BINARY;
import static dev.echowall.conformance.Case.TEXT;

import java.util.ArrayList;
import java.util.List;

/**
 * Sections 12 and 13: messages of 16 to 131,072 characters, compressed, of five kinds of data on the default terms and of
 * one kind on seven.
 *
 * <p>The original sends 1,000 messages in each of the 216 cases, 11 GB in all. Here a case ends after {@value #OCTETS}
 * octets, so that those with messages of 1,024 and more send fewer: 512 of these, 4 of the largest. With
 * {@code -Dconformance.full=true} all send their 1,000.
 */
final class CompressionCases {
    private static final boolean FULL = Boolean.getBoolean("conformance.full");
    private static final int MESSAGES = 1000;
    static final int OCTETS = 512 << 10;

    private static final int[][] SIZES_AND_FRAGMENTS = {
        {16, 0},
        {64, 0},
        {256, 0},
        {1024, 0},
        {4096, 0},
        {8192, 0},
        {16384, 0},
        {32768, 0},
        {65536, 0},
        {131072, 0},
        {8192, 256},
        {16384, 256},
        {32768, 256},
        {65536, 256},
        {131072, 256},
        {131072, 1024},
        {131072, 4096},
        {131072, 32768}
    };

    /** As the original's client writes an offer: what the server may ask of it, then what it asks of the server. */
    private static final String OFFER = "permessage-deflate; client_no_context_takeover; client_max_window_bits";

    private static final String NO_CONTEXT = OFFER + "; server_no_context_takeover";
    private static final String[] OFFERS = {
        OFFER,
        NO_CONTEXT,
        OFFER + "; server_max_window_bits=9",
        OFFER + "; server_max_window_bits=15",
        NO_CONTEXT + "; server_max_window_bits=9",
        NO_CONTEXT + "; server_max_window_bits=15",
        NO_CONTEXT + "; server_max_window_bits=9, " + NO_CONTEXT + ", " + OFFER
    };

    private CompressionCases() {}

    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        List<Corpus> data = Corpus.all();
        for (int i = 0; i < data.size(); i++) {
            all.addAll(sizes("12." + (i + 1) + ".", data.get(i), OFFER));
        }
        for (int i = 0; i < OFFERS.length; i++) {
            all.addAll(sizes("13." + (i + 1) + ".", data.get(0), OFFERS[i]));
        }
        return all;
    }

    private static List<Case> sizes(String section, Corpus data, String offer) {
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < SIZES_AND_FRAGMENTS.length; i++) {
            int size = SIZES_AND_FRAGMENTS[i][0];
            int fragment = SIZES_AND_FRAGMENTS[i][1];
            int count = FULL ? MESSAGES : Math.min(MESSAGES, OCTETS / size);
            String about = count + " messages of " + size + ", " + data.name()
                    + (fragment == 0 ? "" : ", in frames of " + fragment)
                    + (section.startsWith("13") ? ", " + offer.replace("permessage-deflate; ", "") : "");
            all.add(Case.of(section + (i + 1), about)
                    .offers(offer)
                    .does(client -> talk(client, data, size, fragment, count))
                    .closes(1000)
                    .isClosedWith(1000));
        }
        return all;
    }

    private static void talk(FuzzingClient client, Corpus data, int size, int fragment, int count)
            throws java.io.IOException {
        if (!client.deflates()) {
            throw new AssertionError("UNIMPLEMENTED: the server agreed to no compression");
        }
        int from = 0;
        for (int i = 0; i < count; i++) {
            client.echo(data.binary() ? BINARY : TEXT, data.octets(from, size), fragment);
            from = (from + size) % data.length();
        }
    }
}

package dev.echowall.conformance;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** permessage-deflate as a client does it, on the terms that the server answered: RFC 7692. Holds native memory. */
final class Compression implements AutoCloseable {
    private static final byte[] END = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int PIECE = 64 * 1024;

    private final Terms terms;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] piece = new byte[PIECE];

    /** What was agreed on; null for a window that the server did not speak of. */
    record Terms(boolean clientKeepsContext, boolean serverKeepsContext) {
        /**
         * @param offers what the client offered
         * @param answer what the server made of one of these offers; anything that it may not answer fails the case
         */
        static Terms of(String offers, String answer) {
            List<String> agreed = parameters(answer);
            boolean allowed =
                    Arrays.stream(offers.split(",")).map(Terms::parameters).anyMatch(offer -> answers(offer, agreed));
            if (!allowed || !answer.startsWith("permessage-deflate")) {
                throw new AssertionError("offered " + offers + ", answered " + answer);
            }
            return new Terms(
                    !agreed.contains("client_no_context_takeover"), !agreed.contains("server_no_context_takeover"));
        }

        private static List<String> parameters(String extension) {
            List<String> all = new ArrayList<>(
                    Arrays.stream(extension.split(";")).map(String::strip).toList());
            all.remove(0);
            return all;
        }

        /** RFC 7692 section 7.1: what was asked for is granted, and nothing is answered that is unknown. */
        private static boolean answers(List<String> offer, List<String> answer) {
            boolean window = offer.stream()
                    .filter(each -> each.startsWith("server_max_window_bits="))
                    .allMatch(answer::contains);
            boolean context =
                    !offer.contains("server_no_context_takeover") || answer.contains("server_no_context_takeover");
            boolean known = answer.stream()
                    .allMatch(each -> each.endsWith("_no_context_takeover")
                            || each.startsWith("server_max_window_bits=")
                            || (each.startsWith("client_max_window_bits=")
                                    && offer.contains("client_max_window_bits")));
            return window && context && known;
        }
    }

    Compression(Terms terms) {
        this.terms = terms;
    }

    byte[] deflate(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length / 2);
        deflater.setInput(message);
        for (int count = piece.length; count == piece.length; ) {
            count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            out.write(piece, 0, count);
        }
        if (!terms.clientKeepsContext()) {
            deflater.reset();
        }
        byte[] whole = out.toByteArray();
        return Arrays.copyOf(whole, whole.length - END.length);
    }

    byte[] inflate(byte[] deflated) {
        byte[] whole = Arrays.copyOf(deflated, deflated.length + END.length);
        System.arraycopy(END, 0, whole, deflated.length, END.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream(4 * deflated.length);
        inflater.setInput(whole);
        try {
            for (int count = inflater.inflate(piece); count > 0; count = inflater.inflate(piece)) {
                out.write(piece, 0, count);
            }
        } catch (DataFormatException e) {
            throw new AssertionError("does not inflate", e);
        }
        if (inflater.getRemaining() > 0) {
            throw new AssertionError("more than a message");
        }
        if (!terms.serverKeepsContext()) {
            inflater.reset();
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}

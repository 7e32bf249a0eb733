package dev.echowall.protocol.http;

import io.netty.buffer.ByteBuf;

/** Finds the end of an HTTP/1.1 request's body: RFC 9112 sections 6.3 and 7.1. */
final class BodyLength {
    enum Finding {
        MORE,
        /** The body has ended. */
        END,
        /** A chunked body has ended; trailer lines follow, or just the empty line. */
        TRAILER,
        ODD
    }

    private enum Part {
        PLAIN,
        SIZE,
        EXTENSION,
        SIZE_END,
        CHUNK,
        CHUNK_CR,
        CHUNK_LF
    }

    private static final String LENGTH = "content-length";
    private static final String CODING = "transfer-encoding";
    private static final int DIGITS = 15;

    private Part part = Part.PLAIN;
    private boolean told;
    private long left;
    private int digits;

    static boolean concerns(CharSequence name) {
        return LENGTH.contentEquals(name) || CODING.contentEquals(name);
    }

    /**
     * Called for each header of the request.
     *
     * @param name in lower case
     * @return false if the length of the body would be ambiguous or unknown
     */
    boolean told(CharSequence name, CharSequence value) {
        if (!concerns(name)) {
            return true;
        }
        String word = value.toString().strip();
        boolean first = !told;
        told = true;
        if (CODING.contentEquals(name)) {
            part = Part.SIZE;
            return first && word.equalsIgnoreCase("chunked");
        }
        if (!first || word.isEmpty() || word.length() > DIGITS || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        left = Long.parseLong(word);
        return true;
    }

    boolean isEmpty() {
        return part == Part.PLAIN && left == 0;
    }

    void reset() {
        part = Part.PLAIN;
        told = false;
        left = 0;
        digits = 0;
    }

    Finding skip(ByteBuf in) {
        if (part == Part.PLAIN) {
            skipBytes(in);
            return left == 0 ? Finding.END : Finding.MORE;
        }
        if (part == Part.CHUNK) {
            skipBytes(in);
            part = left == 0 ? Part.CHUNK_CR : Part.CHUNK;
            return Finding.MORE;
        }
        return chunkLine(in.readByte() & 0xFF);
    }

    private void skipBytes(ByteBuf in) {
        int come = (int) Math.min(left, in.readableBytes());
        in.skipBytes(come);
        left -= come;
    }

    private Finding chunkLine(int octet) {
        return switch (part) {
            case SIZE -> size(octet);
            case EXTENSION -> extension(octet);
            case SIZE_END -> sizeEnds(octet);
            case CHUNK_CR -> expect('\r', octet, Part.CHUNK_LF);
            case CHUNK_LF -> expect('\n', octet, Part.SIZE);
            case PLAIN, CHUNK -> throw new IllegalStateException("not within a line");
        };
    }

    private Finding size(int octet) {
        int digit = Character.digit(octet, 16);
        if (digit >= 0) {
            left = left << 4 | digit;
            return ++digits > DIGITS ? Finding.ODD : Finding.MORE;
        }
        return digits == 0 ? Finding.ODD : octet == ';' ? expect(';', octet, Part.EXTENSION) : extension(octet);
    }

    private Finding extension(int octet) {
        if (octet == '\r') {
            part = Part.SIZE_END;
            return Finding.MORE;
        }
        // Chunk extensions are not needed, and parsers differ in how they read them; everything allowed in a header
        // value is skipped.
        return part == Part.EXTENSION && ((octet >= ' ' && octet != 0x7F) || octet == '\t')
                ? Finding.MORE
                : Finding.ODD;
    }

    private Finding sizeEnds(int octet) {
        digits = 0;
        if (octet == '\n' && left == 0) {
            return Finding.TRAILER;
        }
        return expect('\n', octet, Part.CHUNK);
    }

    private Finding expect(int wanted, int octet, Part next) {
        part = next;
        return octet == wanted ? Finding.MORE : Finding.ODD;
    }
}

package dev.echowall.protocol.http;

import io.netty.buffer.ByteBuf;

/**
 * Checks the requests of an HTTP/1.1 connection as they arrive and rejects head lines that programs parse differently:
 * RFC 9112 sections 2.2, 5 and 6, including everything that a server may, but need not, reject. What the HTTP decoder
 * accepts could otherwise be used for request smuggling through a proxy.
 *
 * <p>Bodies are skipped to find the next head. One per connection; not thread-safe.
 */
public final class HeaderGuard {
    /** The most bytes of a head, from the request line to the empty line. */
    public static final int HEAD_BYTES = 16 * 1024;

    /** The result of a check. */
    public enum Finding {
        /** Nothing wrong so far. */
        MORE,
        /** The last byte checked ends a head. */
        HEAD,
        /** The connection must not be read any further. */
        ODD
    }

    /** What the next byte is part of. */
    private enum Part {
        BEGIN,
        REQUEST,
        NAME_BEGIN,
        NAME,
        VALUE,
        LINE_FEED,
        HEAD_END,
        BODY
    }

    private static final boolean[] TOKEN = token();
    private static final int LONGEST_NAME = 64;
    /** The bytes of {@code HTTP/1.1}. */
    private static final long VERSION = 0x485454502F312E31L;

    private final StringBuilder name = new StringBuilder(LONGEST_NAME);
    private final StringBuilder value = new StringBuilder();
    private final BodyLength body = new BodyLength();
    private Part part = Part.BEGIN;
    private int headBytes;
    /** The last eight bytes of the request line so far. */
    private long lineEnd;
    /** The byte before them. */
    private long beforeEnd;

    private boolean trailer;
    private int status = 400;
    private String fault = "";

    /** Checks the bytes up to the end of a head, the end of the buffer, or the first fault. */
    public Finding look(ByteBuf in) {
        while (fault.isEmpty() && in.isReadable()) {
            if (part == Part.BODY) {
                skip(in);
            } else if (head(in.readByte() & 0xFF)) {
                return Finding.HEAD;
            }
        }
        return fault.isEmpty() ? Finding.MORE : Finding.ODD;
    }

    /** What is wrong, as a sentence for the client; empty if nothing is. */
    public String fault() {
        return fault;
    }

    /** The HTTP status for it. */
    public int status() {
        return status;
    }

    /** Whether the fault is after a complete head, in the body or later. */
    public boolean isInBody() {
        return part == Part.BODY || trailer;
    }

    private void skip(ByteBuf in) {
        switch (body.skip(in)) {
            case MORE -> {}
            case END -> begin();
            case TRAILER -> {
                trailer = true;
                headBytes = 0;
                part = Part.NAME_BEGIN;
            }
            case ODD -> odd("a chunk of the body is malformed");
        }
    }

    /** @return whether that was the last byte of a request's head */
    private boolean head(int octet) {
        if (++headBytes > HEAD_BYTES) {
            status = part == Part.REQUEST ? 414 : 431;
            odd("a request's head has at most " + HEAD_BYTES + " bytes");
            return false;
        }
        switch (part) {
            case BEGIN -> requestBegins(octet);
            case REQUEST -> text(octet, Part.REQUEST);
            case NAME_BEGIN -> nameBegins(octet);
            case NAME -> name(octet);
            case VALUE -> text(octet, Part.VALUE);
            case LINE_FEED -> lineFeed(octet);
            case HEAD_END -> {
                return headEnds(octet);
            }
            case BODY -> throw new IllegalStateException("a body has no lines");
        }
        return false;
    }

    private void requestBegins(int octet) {
        if (TOKEN[octet]) {
            part = Part.REQUEST;
        } else if (octet != '\r' && octet != '\n') { // empty lines before a request are ignored
            odd("a request must begin with its method");
        }
    }

    private void text(int octet, Part same) {
        if (octet == '\r') {
            part = Part.LINE_FEED;
            if (same == Part.VALUE) {
                fieldEnds();
            } else if (beforeEnd != ' ' || (lineEnd | 1) != VERSION) { // 1.0 differs only in that bit
                odd("a request line must end with HTTP/1.1");
            }
        } else if (octet == '\n') {
            odd("a line ends with CR LF, not with LF alone");
        } else if ((octet < ' ' && octet != '\t') || octet == 0x7F) {
            odd("there is a control character in the head");
        } else if (same == Part.REQUEST) {
            beforeEnd = lineEnd >>> 56;
            lineEnd = lineEnd << 8 | octet;
        } else if (BodyLength.concerns(name)) {
            value.append((char) octet);
        }
    }

    private void lineFeed(int octet) {
        if (octet == '\n') {
            part = Part.NAME_BEGIN;
        } else {
            odd("a line ends with CR LF, not with CR alone");
        }
    }

    private void nameBegins(int octet) {
        name.setLength(0);
        value.setLength(0);
        if (octet == '\r') {
            part = Part.HEAD_END;
        } else if (octet == ' ' || octet == '\t') {
            odd("a header line must not be folded");
        } else {
            part = Part.NAME;
            name(octet);
        }
    }

    private void name(int octet) {
        if (TOKEN[octet]) {
            if (name.length() < LONGEST_NAME) {
                name.append((char) (octet >= 'A' && octet <= 'Z' ? octet + 0x20 : octet));
            }
        } else if (octet == ':' && !name.isEmpty()) {
            part = Part.VALUE;
        } else if (octet == '\r' || octet == '\n') {
            odd("a header line has a colon");
        } else {
            odd("a header's name must be a token, followed by a colon");
        }
    }

    private void fieldEnds() {
        if (!trailer && !body.told(name, value)) {
            odd("the length of the body is ambiguous");
        }
    }

    private boolean headEnds(int octet) {
        if (octet != '\n') {
            odd("a line ends with CR LF, not with CR alone");
            return false;
        }
        if (trailer) {
            begin();
            return false;
        }
        if (body.isEmpty()) {
            begin();
        } else {
            part = Part.BODY;
        }
        return true;
    }

    private void begin() {
        body.reset();
        trailer = false;
        headBytes = 0;
        lineEnd = 0;
        part = Part.BEGIN;
    }

    /** Whether the character is allowed in a token: RFC 9110 section 5.6.2. */
    static boolean isToken(int character) {
        return character < TOKEN.length && TOKEN[character];
    }

    private void odd(String sentence) {
        fault = sentence;
    }

    private static boolean[] token() {
        boolean[] token = new boolean[256];
        for (int c = '!'; c <= '~'; c++) {
            token[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
        return token;
    }
}

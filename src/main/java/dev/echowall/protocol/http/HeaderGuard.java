package dev.echowall.protocol.http;

import io.netty.buffer.ByteBuf;

/**
 * Looks over the requests of one HTTP/1.1 connection as they come, and objects to head lines that programs read
 * differently: RFC 9112 sections 2.2, 5 and 6, with everything refused that a server may refuse. What the HTTP decoder
 * lets pass is otherwise a way to smuggle one request in another through a proxy.
 *
 * <p>Bodies are skipped, so that the next head is found. One per connection; not thread-safe.
 */
public final class HeaderGuard {
    /** A head, from the request line to the empty line, at most. */
    public static final int HEAD_BYTES = 16 * 1024;

    /** What was found. */
    public enum Finding {
        /** Nothing wrong so far. */
        MORE,
        /** The last byte looked at ends a head. */
        HEAD,
        /** It must not be read on. */
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
    /** The octets of {@code HTTP/1.1}. */
    private static final long VERSION = 0x485454502F312E31L;

    private final StringBuilder name = new StringBuilder(LONGEST_NAME);
    private final StringBuilder value = new StringBuilder();
    private final BodyLength body = new BodyLength();
    private Part part = Part.BEGIN;
    private int headBytes;
    /** The last eight octets of the request line so far. */
    private long lineEnd;
    /** The one before these. */
    private long beforeEnd;

    private boolean trailer;
    private int status = 400;
    private String fault = "";

    /** Reads the bytes up to the end of a head or of the buffer, or to what is wrong. */
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

    /** What is wrong, as a sentence for the client; empty while nothing is. */
    public String fault() {
        return fault;
    }

    /** The HTTP status that says it. */
    public int status() {
        return status;
    }

    /** Whether that stands behind a whole head, in the body or after it. */
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
            case ODD -> odd("a chunk of the body is not as it should be");
        }
    }

    /** @return whether that was the last of a request's head */
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
        } else if (octet != '\r' && octet != '\n') { // an empty line before it is to be overlooked
            odd("a request begins with its method");
        }
    }

    private void text(int octet, Part same) {
        if (octet == '\r') {
            part = Part.LINE_FEED;
            if (same == Part.VALUE) {
                fieldEnds();
            } else if (beforeEnd != ' ' || (lineEnd | 1) != VERSION) { // 1.0 is the same but for that bit
                odd("a request line ends with HTTP/1.1");
            }
        } else if (octet == '\n') {
            odd("a line ends with CR LF, not with LF alone");
        } else if ((octet < ' ' && octet != '\t') || octet == 0x7F) {
            odd("a control character stands in the head");
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
            odd("a header's name is letters, digits and the like, up to its colon");
        }
    }

    private void fieldEnds() {
        if (!trailer && !body.told(name, value)) {
            odd("the length of the body is not clear");
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

    /** Whether the character may stand in a token: RFC 9110 section 5.6.2. */
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

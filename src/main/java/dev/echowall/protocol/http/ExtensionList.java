package dev.echowall.protocol.http;

import dev.echowall.protocol.http.Extension.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses Sec-WebSocket-Extensions: RFC 6455 section 9.1, {@code name; parameter; parameter=value, name}. A value may be
 * quoted, but must be a token even then.
 */
public final class ExtensionList {
    private static final String FAULT = "Sec-WebSocket-Extensions is malformed";

    private final String text;
    private int at;

    private ExtensionList(String text) {
        this.text = text;
    }

    /**
     * The offers in all these headers, the preferred one first.
     *
     * @throws IllegalArgumentException if they do not follow the grammar
     */
    public static List<Extension> parse(List<String> headers) {
        List<Extension> all = new ArrayList<>();
        for (String header : headers) {
            new ExtensionList(header).addTo(all);
        }
        return all;
    }

    private void addTo(List<Extension> all) {
        boolean some = false;
        do {
            skipSpace();
            // A list may have empty elements (RFC 9110 section 5.6.1), but not only these.
            if (at < text.length() && text.charAt(at) != ',') {
                all.add(extension());
                some = true;
            }
        } while (skip(','));
        if (at < text.length() || !some) {
            throw new IllegalArgumentException(FAULT);
        }
    }

    private Extension extension() {
        String name = token();
        List<Parameter> parameters = new ArrayList<>();
        while (skip(';')) {
            skipSpace();
            parameters.add(new Parameter(token(), value()));
        }
        return new Extension(name, parameters);
    }

    private @Nullable String value() {
        if (!skip('=')) {
            return null;
        }
        skipSpace();
        if (!skip('"')) {
            return token();
        }
        StringBuilder quoted = new StringBuilder();
        for (; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            quoted.append(text.charAt(at));
        }
        boolean token = !quoted.isEmpty() && quoted.chars().allMatch(HeaderGuard::isToken);
        if (!token || at == text.length()) {
            throw new IllegalArgumentException(FAULT);
        }
        at++;
        return quoted.toString();
    }

    private String token() {
        int from = at;
        while (at < text.length() && HeaderGuard.isToken(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new IllegalArgumentException(FAULT);
        }
        return text.substring(from, at);
    }

    private boolean skip(char wanted) {
        if (wanted != '"') {
            skipSpace();
        }
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }
}

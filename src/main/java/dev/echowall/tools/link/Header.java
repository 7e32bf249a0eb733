package dev.echowall.tools.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A header that the user adds to the handshake. */
public record Header(String name, String value) {
    /**
     * RFC 9110 sections 5.1 and 5.5: a token, and no control characters, with which one header could inject another.
     */
    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\p{Cntrl}]*?)[ \\t]*");

    /** @throws TypeConversionException if it is not {@code Name: value} */
    public static Header of(String typed) {
        Matcher line = LINE.matcher(typed);
        if (!line.matches()) {
            throw new TypeConversionException(
                    "'" + TerminalSafe.text(typed) + "' is not a header; write it like 'X-Name: value'");
        }
        return new Header(line.group(1), line.group(2));
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Header> {
        @Override
        public Header convert(String typed) {
            return of(typed);
        }
    }
}

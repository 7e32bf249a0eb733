package dev.echowall.tools.link;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of messages: 1 or more. */
public final class CountConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String typed) {
        if (!typed.matches("0*[1-9][0-9]{0,8}")) {
            throw new TypeConversionException("'" + TerminalSafe.text(typed) + "' is not a number from 1 to 999999999");
        }
        return Integer.valueOf(typed);
    }
}

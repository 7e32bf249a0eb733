package dev.echowall.app;

import dev.echowall.config.InvalidValue;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine;

/** What is wrong with the command line, in one line on standard error instead of the whole help. */
public final class UsageError implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        command.getErr()
                .println(InvalidValue.line(String.valueOf(fault.getMessage())) + " ("
                        + command.getCommandSpec().qualifiedName() + " --help shows what is allowed)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}

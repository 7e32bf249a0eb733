package dev.echowall.app;

import dev.echowall.config.InvalidValue;
import dev.echowall.config.SuggestedName;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with the command line in one line on standard error, instead of the whole help. */
final class UsageError implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine command = fault.getCommandLine();
        command.getErr()
                .println(InvalidValue.line(sentence(fault)) + " ("
                        + command.getCommandSpec().qualifiedName() + " --help shows what is allowed)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String sentence(ParameterException fault) {
        String said = String.valueOf(fault.getMessage());
        if (!(fault instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return said;
        }
        CommandSpec spec = fault.getCommandLine().getCommandSpec();
        String typed = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
        boolean option = typed.startsWith("-");
        Collection<String> known =
                option ? spec.optionsMap().keySet() : spec.subcommands().keySet();
        String what = option
                ? "Unknown option: '" + typed + "'"
                : known.isEmpty() ? said : "Unknown command: '" + typed + "'";
        return what
                + SuggestedName.closestTo(typed, known)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("");
    }
}

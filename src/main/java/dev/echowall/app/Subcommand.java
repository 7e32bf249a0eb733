package dev.echowall.app;

import java.util.concurrent.Callable;

/**
 * A command of {@code bin/echowall} that an instance does not need, annotated for picocli. {@link Main} does not know
 * which exist: it uses those listed in {@code META-INF/services/dev.echowall.app.Subcommand}, in that order. So the
 * tools can be omitted if an instance runs inside an application, and nothing in the server depends on them.
 */
public interface Subcommand extends Callable<Integer> {}

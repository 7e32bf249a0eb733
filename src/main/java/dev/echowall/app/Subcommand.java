package dev.echowall.app;

import java.util.concurrent.Callable;

/**
 * A command of {@code bin/echowall} that an instance can do without, annotated for picocli. {@link Main} does not know which
 * there are: it takes those that {@code META-INF/services/dev.echowall.app.Subcommand} names, in that order. So the tools
 * may be left out where an instance runs inside an application, and nothing of the server depends on them.
 */
public interface Subcommand extends Callable<Integer> {}

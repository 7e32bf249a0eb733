/** The composition root: the command line, the configuration and the wiring. Only this package knows all others. */
@NullMarked
package dev.echowall.app;

import org.jspecify.annotations.NullMarked;

/** The composition root: the command line, the wiring, and the start and the end of an instance. */
@NullMarked
package dev.echowall.app;

import org.jspecify.annotations.NullMarked;

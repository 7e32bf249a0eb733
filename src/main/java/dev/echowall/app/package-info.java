/** The composition root: the command line, the wiring, and starting and stopping an instance. */
@NullMarked
package dev.echowall.app;

import org.jspecify.annotations.NullMarked;

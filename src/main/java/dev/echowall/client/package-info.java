/** The command-line client. */
@NullMarked
package dev.echowall.client;

import org.jspecify.annotations.NullMarked;

/** The bytes exchanged between clients and the server; this package has what all protocols share. No I/O. */
@NullMarked
package dev.echowall.protocol;

import org.jspecify.annotations.NullMarked;

/** What a client and this server say to each other, as bytes; here what all protocols share. No I/O. */
@NullMarked
package dev.echowall.protocol;

import org.jspecify.annotations.NullMarked;

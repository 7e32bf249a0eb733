/** What goes over the wire: frames, formats, close and error codes. Bytes in, bytes out, no I/O. */
@NullMarked
package dev.echowall.protocol;

import org.jspecify.annotations.NullMarked;

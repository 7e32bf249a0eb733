/** {@code echowall journal}: looks into a journal, and opens a cluster that waits for journals which will not come. */
@NullMarked
package dev.echowall.tools.journal;

import org.jspecify.annotations.NullMarked;

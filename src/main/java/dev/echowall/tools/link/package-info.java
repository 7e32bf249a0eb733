/** What the tools share: connecting, publishing and subscribing, and the conventions of the command line. */
@NullMarked
package dev.echowall.tools.link;

import org.jspecify.annotations.NullMarked;

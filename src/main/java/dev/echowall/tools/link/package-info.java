/** What the tools share: where and how to connect, publish and subscribe, and how a command line talks to people. */
@NullMarked
package dev.echowall.tools.link;

import org.jspecify.annotations.NullMarked;

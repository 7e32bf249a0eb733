/** The jar and nginx as processes: what users, operators and kill -9 meet. */
@NullMarked
package dev.echowall.process;

import org.jspecify.annotations.NullMarked;

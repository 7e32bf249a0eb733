/** The configuration of an instance: every key, how it is read and checked, and the error messages. */
@NullMarked
package dev.echowall.config;

import org.jspecify.annotations.NullMarked;

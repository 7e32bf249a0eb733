/** The configuration of an instance: every key, how it is read and checked, and what is said of one that is wrong. */
@NullMarked
package dev.echowall.config;

import org.jspecify.annotations.NullMarked;

/** One connected client. This package has what all kinds share: rates, limits, and the accounting of unread bytes. */
@NullMarked
package dev.echowall.session;

import org.jspecify.annotations.NullMarked;

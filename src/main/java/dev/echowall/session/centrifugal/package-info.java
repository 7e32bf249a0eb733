/** Sessions that speak the Centrifugal client protocol: many subscriptions on one connection, each a cursor of the hub. */
@NullMarked
package dev.echowall.session.centrifugal;

import org.jspecify.annotations.NullMarked;

/** Firings over MQTT 5: a bounded window of publishes on one connection that is kept up by itself. */
@NullMarked
package io.carillon.delivery;

import org.jspecify.annotations.NullMarked;

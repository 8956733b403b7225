/** Firings over MQTT 5: a bounded window of publishes on a connection that is kept up by itself. */
@NullMarked
package io.carillon.delivery;

import org.jspecify.annotations.NullMarked;

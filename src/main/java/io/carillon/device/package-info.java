/**
 * The device entity, a sharded, event-sourced actor that does what {@code schedule} decides, and the ports that it
 * needs.
 */
@NullMarked
package io.carillon.device;

import org.jspecify.annotations.NullMarked;

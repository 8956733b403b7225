/** The device's entity: a sharded, event-sourced actor that does what {@code schedule} decides, and the ports it needs. */
@NullMarked
package io.carillon.device;

import org.jspecify.annotations.NullMarked;

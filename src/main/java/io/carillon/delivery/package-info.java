/**
 * The MQTT side: commands published through a bounded window on connections that restore themselves, devices' answers,
 * events.
 */
@NullMarked
package io.carillon.delivery;

import org.jspecify.annotations.NullMarked;

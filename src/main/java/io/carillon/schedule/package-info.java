/**
 * The rules of a device's schedule and of its wake-ups: plain values and pure functions, some of which cache their latest
 * results. No Akka, no clock, no I/O.
 */
@NullMarked
package io.carillon.schedule;

import org.jspecify.annotations.NullMarked;

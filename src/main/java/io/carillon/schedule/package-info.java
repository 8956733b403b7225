/** The rules of a device's schedule and of its wake-ups: plain values and pure functions, no Akka, no clock, no I/O. */
@NullMarked
package io.carillon.schedule;

import org.jspecify.annotations.NullMarked;

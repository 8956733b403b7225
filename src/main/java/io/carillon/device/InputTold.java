package io.carillon.device;

import io.carillon.schedule.Input;

/** What the entity tells itself: the timer, and how an effect of the wake-up protocol went. Never leaves the node. */
record InputTold(Input input) implements DeviceCommand {}

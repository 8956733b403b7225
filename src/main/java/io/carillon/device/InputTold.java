package io.carillon.device;

import io.carillon.schedule.Input;

/** The entity's message to itself: an input of the wake-up protocol. Never leaves the node. */
record InputTold(Input input) implements DeviceCommand {}

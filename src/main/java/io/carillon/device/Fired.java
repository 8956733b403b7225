package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import java.util.Optional;

/**
 * A firing that has its verdict.
 *
 * @param delay why it is late or has expired; empty where it is neither
 */
public record Fired(DeviceId device, Firing firing, Optional<Delay> delay) {}

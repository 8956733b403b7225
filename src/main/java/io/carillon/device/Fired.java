package io.carillon.device;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Firing;
import java.util.Optional;

/**
 * A firing with its verdict.
 *
 * @param delay why it was late or expired; empty where it did neither
 */
public record Fired(DeviceId device, Firing firing, Optional<Delay> delay) {}

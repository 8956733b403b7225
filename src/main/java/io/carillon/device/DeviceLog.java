package io.carillon.device;

import akka.actor.typed.javadsl.ActorContext;
import io.carillon.schedule.DeviceId;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The log lines of one device, which name it. */
record DeviceLog(DeviceId id, ActorContext<DeviceCommand> context, RepeatedLines lines) {
    /** Of what may befall many devices at once: {@link RepeatedLines} counts them. */
    void warn(String what, String reason) {
        lines.warn(1, what, reason, line -> line.addKeyValue("device", id.value()));
    }

    LoggingEventBuilder at(Level level) {
        return context.getLog().atLevel(level).addKeyValue("device", id.value());
    }
}

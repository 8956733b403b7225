package io.carillon.device;

import akka.actor.typed.javadsl.ActorContext;
import io.carillon.schedule.DeviceId;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The log lines of one device, which name it. */
record DeviceLog(DeviceId id, ActorContext<DeviceCommand> context, RepeatedWarnings warnings) {
    /** For failures that may hit many devices at once: {@link RepeatedWarnings} counts them. */
    void warn(String what, String reason) {
        warnings.warn(1, what, reason, line -> line.addKeyValue("device", id.value()));
    }

    LoggingEventBuilder at(Level level) {
        return context.getLog().atLevel(level).addKeyValue("device", id.value());
    }
}

package io.carillon.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;

/** Suppresses Akka's stack trace of an event that was not written: the device logs that in a line. */
public final class ExpectedFaults extends Filter<ILoggingEvent> {
    private static final Set<String> NOT_TAKEN = Set.of(
            "akka.persistence.typed.internal.JournalFailureException", "akka.persistence.typed.EventRejectedException");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown != null && NOT_TAKEN.contains(thrown.getClassName()) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}

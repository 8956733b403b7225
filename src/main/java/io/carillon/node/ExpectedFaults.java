package io.carillon.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Leaves out Akka's stack trace of an event that the journal did not take: the device itself says it in a line. */
public final class ExpectedFaults extends Filter<ILoggingEvent> {
    private static final String JOURNAL_FAILURE = "akka.persistence.typed.internal.JournalFailureException";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown != null && thrown.getClassName().equals(JOURNAL_FAILURE) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}

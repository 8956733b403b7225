package io.carillon.device;

import io.carillon.schedule.Calendar;
import io.carillon.schedule.CalendarDates;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entity's message to itself once a calendar is read. Never leaves the node.
 *
 * @param dates empty where there is no such version
 * @param failed null where the database has answered
 */
record CalendarRead(Calendar version, Optional<CalendarDates> dates, @Nullable Throwable failed)
        implements DeviceCommand {}

package io.carillon.http;

import io.carillon.schedule.DayKind;
import io.carillon.schedule.Days;
import io.carillon.schedule.Location;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** Reads a device's settings (contract 1, <i>More ways to say when</i>). */
final class DeviceBody {
    private static final String DAYS = " members, a date as yyyy-MM-dd and " + DayKind.ALLOWED;

    private DeviceBody() {}

    static Location location(Field field) {
        Field location = field.object();
        return new Location(
                location.at("latitude").degrees(90), location.at("longitude").degrees(180));
    }

    static Days days(Field field) {
        return days(field, Days.MAX_DATES);
    }

    /** @param most the most dates */
    static Days days(Field field, int most) {
        Map<LocalDate, DayKind> dates = new TreeMap<>();
        field.entries(most, "an object of at most " + most + DAYS)
                .forEach((name, kind) -> dates.put(
                        DatesBody.date(Field.text(Field.member(field.path(), Field.shortened(name)), name)),
                        kind.parsed(DayKind.ALLOWED, DayKind::parse)));
        return Days.of(dates);
    }
}

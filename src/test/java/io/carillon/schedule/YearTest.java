package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.schedule.YearScript.Asked;
import io.carillon.schedule.YearScript.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A year of 200 devices in 40 zones, played through {@link Protocol} and {@link Recurrence}: what fires is what {@link
 * YearOracle} says that the requests call for, with the commands of then, neither early nor twice, whatever dies meanwhile.
 */
class YearTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Instant END = START.plus(YEAR);
    private static final int DEVICES = 200;
    private static final long SEED = Long.getLong("carillon.year.seed", 20);
    private static final List<Place> PLACES = Stream.of(
                    "Europe/Berlin 52.52 13.40",
                    "Europe/London 51.51 -0.13",
                    "Europe/Lisbon 38.72 -9.14",
                    "Europe/Oslo 69.65 18.96",
                    "Europe/Helsinki 60.17 24.94",
                    "Europe/Istanbul 41.01 28.98",
                    "Europe/Chisinau 47.01 28.86",
                    "Africa/Casablanca 33.57 -7.59",
                    "Africa/Cairo 30.04 31.24",
                    "Africa/Johannesburg -26.20 28.05",
                    "Africa/Lagos 6.52 3.38",
                    "Asia/Beirut 33.89 35.50",
                    "Asia/Jerusalem 31.77 35.21",
                    "Asia/Tehran 35.69 51.39",
                    "Asia/Kabul 34.56 69.21",
                    "Asia/Kolkata 28.61 77.21",
                    "Asia/Kathmandu 27.72 85.32",
                    "Asia/Dhaka 23.81 90.41",
                    "Asia/Yangon 16.87 96.20",
                    "Asia/Singapore 1.29 103.85",
                    "Asia/Shanghai 31.23 121.47",
                    "Asia/Tokyo 35.68 139.69",
                    "Australia/Adelaide -34.93 138.60",
                    "Australia/Eucla -31.68 128.88",
                    "Australia/Lord_Howe -31.55 159.08",
                    "Australia/Sydney -33.87 151.21",
                    "Pacific/Auckland -36.85 174.76",
                    "Pacific/Chatham -43.95 -176.56",
                    "Pacific/Apia -13.83 -171.77",
                    "Pacific/Kiritimati 1.87 -157.43",
                    "Pacific/Marquesas -8.92 -140.10",
                    "Pacific/Honolulu 21.31 -157.86",
                    "America/Anchorage 61.22 -149.90",
                    "America/Los_Angeles 34.05 -118.24",
                    "America/New_York 40.71 -74.01",
                    "America/St_Johns 47.56 -52.71",
                    "America/Havana 23.11 -82.37",
                    "America/Santiago -33.45 -70.67",
                    "America/Nuuk 64.18 -51.72",
                    "Antarctica/Troll -72.01 2.53")
            .map(YearTest::place)
            .toList();

    private static final List<Calendar> CALENDARS = Stream.of("cn", "de")
            .flatMap(name -> Stream.of(1, 2, 3).map(version -> new Calendar(new CalendarName(name), version)))
            .toList();

    private final Map<ZoneId, ZoneWalk> clocks = new ConcurrentHashMap<>();

    private record Played(
            int number, List<Asked> script, YearDevice device, YearOracle oracle, List<String> differences) {}

    private static Place place(String text) {
        String[] parts = text.split(" ");
        return new Place(parts[0], new Location(Double.parseDouble(parts[1]), Double.parseDouble(parts[2])));
    }

    /** Each version has some days off, and some that are worked. */
    private static Optional<CalendarDates> dates(Calendar calendar) {
        Random random = new Random(calendar.hashCode());
        Map<LocalDate, DayKind> days = new TreeMap<>();
        for (int i = 0; i < 30; i++)
            days.put(LocalDate.of(2026, 1, 1).plusDays(random.nextInt(365)), DayKind.values()[random.nextInt(8)]);
        return Optional.of(CalendarDates.of(calendar.version() + 3L * CALENDARS.indexOf(calendar), Days.of(days)));
    }

    @Test
    void whatFiresInAYearIsWhatIsCalledFor() {
        long begun = System.nanoTime();
        List<Played> all =
                IntStream.range(0, DEVICES).parallel().mapToObj(this::play).toList();
        int called = all.stream().mapToInt(one -> one.oracle.published.size()).sum();
        int confirmed =
                all.stream().mapToInt(one -> one.oracle.confirmed.size()).sum();
        int skipped = all.stream().mapToInt(one -> one.oracle.skipped.size()).sum();
        int publishes = all.stream().mapToInt(one -> one.device.publishes).sum();
        int deaths = all.stream().mapToInt(one -> one.device.deaths).sum();
        Duration latest = all.stream()
                .map(one -> one.device.latest)
                .max(Duration::compareTo)
                .orElseThrow();
        System.out.printf(
                "A year of %d devices: %d firings called for, %d of them with an answer, %d skipped, %d publishes, %d deaths, latest %s; %.1f s%n",
                DEVICES, called, confirmed, skipped, publishes, deaths, latest, (System.nanoTime() - begun) / 1e9);

        assertThat(all.stream().filter(one -> !one.differences.isEmpty()).map(YearTest::story))
                .isEmpty();
        assertThat(called).isGreaterThan(100_000);
        assertThat(confirmed).isGreaterThan(10_000);
        assertThat(skipped).isGreaterThan(100);
        assertThat(latest).isLessThan(Duration.ofSeconds(10));
    }

    private Played play(int i) {
        Random random = new Random(SEED * 1000 + i);
        DeviceId id = new DeviceId("year-" + i);
        ServiceSettings settings = new ServiceSettings(
                ZoneId.of("Asia/Shanghai"),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                i % 4 == 0 ? Duration.ofMinutes(10) : Duration.ZERO);
        // a place's devices one after the other, while its sun is known
        Place place = PLACES.get(i * PLACES.size() / DEVICES);
        List<Asked> script = new ArrayList<>(new YearScript(id, place, PLACES, CALENDARS, START, random).write(YEAR));
        script.sort(Comparator.comparing(Asked::at));
        Timing timing = settings.timing(id).knowing(YearTest::dates);
        YearDevice device = new YearDevice(new Protocol(settings, timing), START, random);
        YearOracle oracle = new YearOracle(timing, END, this::clock);
        Set<GroupId> gone = new HashSet<>();
        script.removeIf(asked -> asked.at().isAfter(END) || isGone(asked.change(), gone));
        for (Asked asked : script) {
            device.ask(asked.change(), asked.at());
            oracle.on(asked.change(), asked.at());
        }
        device.playTo(END);
        oracle.end();
        return new Played(i, script, device, oracle, differences(device, oracle));
    }

    /** What was to be undone later, and meanwhile the group was deleted. */
    private static boolean isGone(Change change, Set<GroupId> gone) {
        if (change instanceof GroupChange.DeleteGroup delete) gone.add(delete.id());
        else if (change instanceof GroupChange.EditGroup edit) return gone.contains(edit.id());
        else if (change instanceof ByHandChange.UndoSkips undo) return gone.contains(undo.id());
        else if (change instanceof ByHandChange.CallOffRuns off) return gone.contains(off.id());
        return false;
    }

    private ZoneWalk clock(ZoneId zone) {
        return clocks.computeIfAbsent(
                zone, asked -> new ZoneWalk(asked, START.minus(Duration.ofDays(6)), END.plus(Duration.ofDays(40))));
    }

    private static List<String> differences(YearDevice device, YearOracle oracle) {
        List<String> found = new ArrayList<>(device.wrong);
        oracle.published.forEach((occurrence, commands) -> {
            String sent = device.published.get(occurrence);
            Firing line = device.lines.get(occurrence);
            Verdict verdict = oracle.confirmed.contains(occurrence) ? Verdict.CONFIRMED : Verdict.DELIVERED;
            if (sent == null) found.add("not fired: " + occurrence + " " + line);
            else if (!sent.equals(commands))
                found.add("other commands: " + occurrence + " " + sent + ", not " + commands);
            else if (line == null || line.verdict() != verdict)
                found.add("not " + verdict + ": " + occurrence + " " + line);
        });
        oracle.skipped.forEach(occurrence -> {
            Firing line = device.lines.get(occurrence);
            if (line == null || line.verdict() != Verdict.SKIPPED) found.add("not skipped: " + occurrence + " " + line);
        });
        device.published.keySet().stream()
                .filter(occurrence -> !oracle.published.containsKey(occurrence))
                .forEach(occurrence -> found.add("not called for: " + occurrence));
        device.lines.keySet().stream()
                .filter(occurrence -> !oracle.published.containsKey(occurrence) && !oracle.skipped.contains(occurrence))
                .forEach(occurrence -> found.add("a line for nothing: " + device.lines.get(occurrence)));
        return found;
    }

    private static String story(Played played) {
        return "device " + played.number + ":\n"
                + String.join("\n", played.differences.subList(0, Math.min(5, played.differences.size()))) + "\nof "
                + played.differences.size() + ", asked:\n"
                + String.join("\n", played.script.stream().map(Asked::toString).toList());
    }
}

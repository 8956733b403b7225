package io.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** CPU seconds used so far, by name (Linux; elsewhere nothing). */
record Cpu(Map<String, Double> seconds) {
    private static final double TICKS_A_SECOND = 100;

    /** Of the threads of a process; a number in a name counts as any other. */
    static Cpu threadsOf(long pid) {
        return of(Path.of("/proc/" + pid + "/task"));
    }

    /** Of the processes of this machine. */
    static Cpu now() {
        return of(Path.of("/proc"));
    }

    private static Cpu of(Path directory) {
        Map<String, Double> used = new TreeMap<>();
        try (Stream<Path> processes = Files.list(directory)) {
            processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .forEach(path -> add(path, used));
        } catch (IOException elsewhere) {
            return new Cpu(Map.of());
        }
        return new Cpu(used);
    }

    private static void add(Path process, Map<String, Double> used) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end);
            String[] fields = stat.substring(end + 2).split(" ");
            double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
            String key = name.equals("java") ? "java " + process.getFileName() : name;
            used.merge(key.replaceAll("[#-]\\d+", ""), ticks / TICKS_A_SECOND, Double::sum);
        } catch (IOException | UncheckedIOException gone) {
            return;
        }
    }

    /** What each has used since. */
    String since(Cpu before) {
        StringBuilder text = new StringBuilder();
        seconds.forEach((name, now) -> {
            double used = now - before.seconds.getOrDefault(name, 0.0);
            if (used >= 0.05) text.append(String.format(Locale.ROOT, "%s %.2f s  ", name, used));
        });
        return text.toString().strip();
    }
}

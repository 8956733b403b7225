package io.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What was measured, as Markdown: printed as it comes, and kept in {@code report.md} of a directory. */
final class Report {
    private final Path directory;
    private final StringBuilder text = new StringBuilder();

    Report(Path directory) {
        this.directory = directory;
    }

    void line(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        text.append(line).append('\n');
        keep("report.md", text.toString());
    }

    void keep(String file, String content) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(file), content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

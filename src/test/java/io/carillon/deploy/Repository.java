package io.carillon.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of this repository, and what they say of the program. */
final class Repository {
    /** The program's settings where nothing is configured. */
    static final Config CONFIG = ConfigFactory.load("carillon.conf");

    private static final Pattern VARIABLE = Pattern.compile("\\bCARILLON_[A-Z_]+\\b");

    private Repository() {}

    static String text(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of contract 4, as the README's table lists them. */
    static Set<String> variables() {
        Set<String> names = new TreeSet<>();
        text("README.md")
                .lines()
                .filter(line -> line.startsWith("| `CARILLON_"))
                .forEach(line -> names.addAll(variablesIn(line.split("\\|", -1)[1])));
        return names;
    }

    static Set<String> variablesIn(String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher found = VARIABLE.matcher(text); found.find(); ) names.add(found.group());
        return names;
    }

    /** A default port, as the README's table says it of the variables with this prefix. */
    static int port(String prefix) {
        Matcher row = Pattern.compile(
                        "\\| `" + prefix + "_HOST`, `" + prefix + "_PORT` \\| 127\\.0\\.0\\.1, (\\d+) \\|")
                .matcher(text("README.md"));
        if (!row.find()) throw new AssertionError("README.md has no row of " + prefix);
        return Integer.parseInt(row.group(1));
    }
}

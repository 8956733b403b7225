package io.carillon.deploy;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;

/** The libraries that the image does without: docker/left-out.txt. */
public final class LeftOut {
    private LeftOut() {}

    static List<String> patterns() {
        return Repository.text("docker/left-out.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    public static boolean is(Path library) {
        return patterns().stream().anyMatch(pattern -> matches(pattern, library));
    }

    static boolean matches(String pattern, Path library) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(library.getFileName());
    }
}

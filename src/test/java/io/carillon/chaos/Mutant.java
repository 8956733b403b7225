package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.e2e.Directories;
import io.carillon.e2e.NodeProcess;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The service with one rule broken: its jar, in which one class was compiled from a changed source.
 *
 * @param rule what stands in the source, once
 * @param broken what is there instead
 */
record Mutant(String name, String type, String rule, String broken) {
    /** Below it, with the libraries beside it. */
    Path jar() throws IOException {
        Path directory =
                Directories.empty(Path.of("target", "e2e", "mutants", name).toAbsolutePath());
        Path jar = Files.copy(NodeProcess.JAR, directory.resolve("carillon.jar"));
        Files.createSymbolicLink(directory.resolve("lib"), NodeProcess.JAR.resolveSibling("lib"));
        Path classes = compiled(directory);
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                Files.copy(
                        file, inside.getPath(classes.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }

    private Path compiled(Path directory) throws IOException {
        String path = type.replace('.', '/') + ".java";
        String source = Files.readString(Path.of("src/main/java", path));
        assertThat(source.split(Pattern.quote(rule), -1))
                .as("the rule stands in %s once", path)
                .hasSize(2);
        Path changed = directory.resolve("source").resolve(path);
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, source.replace(rule, broken));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-parameters",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        changed.toString());
        assertThat(failed).as("errors compiling %s", changed).isZero();
        return classes;
    }
}

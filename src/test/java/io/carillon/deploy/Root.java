package io.carillon.deploy;

import io.carillon.e2e.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the image is made of, without an engine: a root file system, the program without what is left out, and a process
 * in namespaces of its own for file systems and processes, which sees the root as read-only and is not root.
 *
 * <p>The root file system is that of {@code -Dcarillon.root=DIRECTORY} (made by debootstrap, or by exporting an image),
 * and otherwise made here of this machine's Java and the few programs that the Dockerfile and the manifests name.
 */
final class Root {
    private static final String GIVEN = System.getProperty("carillon.root", "");
    /** Of the base image: where its Java is comes first. */
    private static final String PATH =
            "/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** Of Temurin's JRE 17. */
    private static final String MODULES = "java.se,java.smartcardio,jdk.accessibility,jdk.charsets,jdk.crypto.cryptoki,"
            + "jdk.crypto.ec,jdk.dynalink,jdk.httpserver,jdk.jdwp.agent,jdk.jfr,jdk.jsobject,jdk.localedata,"
            + "jdk.management,jdk.management.agent,jdk.naming.dns,jdk.naming.rmi,jdk.net,jdk.nio.mapmode,jdk.sctp,"
            + "jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.xml.dom,jdk.zipfs";

    private static final String MAKE =
            """
            set -eu
            java=$1 root=$2
            mkdir -p "$root/opt/java/openjdk" "$root/tmp"
            chmod 1777 "$root/tmp"
            libraries() { ldd "$@" 2>/dev/null | grep -o '/[^ :)]*\\.so[^ :)]*' | sort -u; }
            for program in bash head grep sleep; do
              cp -L --parents "$(command -v $program)" $(libraries "$(command -v $program)") "$root"
            done
            cp -L --parents /bin/sh "$root"
            cp -L --parents $(libraries "$java"/bin/java "$java"/lib/lib{java,zip,net,nio}.so "$java"/lib/server/*.so \\
              | grep -v "^$java/") "$root"
            # Debian's Java has its configuration elsewhere
            for link in $(find "$java/conf" "$java/lib" -type l); do
              [ ! -e "$link" ] || cp -L --parents "$(readlink -f "$link")" "$root"
            done
            """;

    private static final String ENTER =
            """
            set -eu
            java=$1 root=$2 program=$3
            shift 3
            mount --bind "$root" "$root"
            mount --bind "$program" "$root$DIRECTORY"
            [ -z "$java" ] || mount --bind "$java" "$root/opt/java/openjdk"
            mount --rbind /dev "$root/dev"
            mount -t proc proc "$root/proc"
            for mounted in "$root" "$root$DIRECTORY" ${java:+"$root/opt/java/openjdk"}; do
              mount -o remount,bind,ro "$mounted"
            done
            exec "$@"
            """;

    private final Dockerfile dockerfile = Dockerfile.read();
    private final Path java = Path.of(System.getProperty("java.home"));
    private final Path root;
    private final Path program;

    Root(Path directory) {
        program = Directories.empty(directory.resolve("program"));
        root = GIVEN.isEmpty()
                ? Directories.empty(directory.resolve("root"))
                : Path.of(GIVEN).toAbsolutePath();
        if (GIVEN.isEmpty()) succeed(List.of("bash", "-c", MAKE, "make", java.toString(), root.toString()));
        for (String mounted : List.of("proc", "dev", dockerfile.directory().substring(1)))
            createDirectories(root.resolve(mounted));
        copyProgram();
        copy(Path.of("docker/carillon"), createDirectories(root.resolve("usr/local/bin")));
    }

    /** Says why, where this user of this machine may not make namespaces. */
    static Optional<String> impossible() {
        try {
            succeed(List.of("unshare", "--mount", "--pid", "--fork", "true"));
            return Optional.empty();
        } catch (UncheckedIOException | AssertionError refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private void copyProgram() {
        Path lib = createDirectories(program.resolve("lib"));
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            for (Path library : libraries.filter(one -> !LeftOut.is(one)).toList()) copy(library, lib);
            copy(Path.of("target/carillon.jar"), program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the image's entry point with these settings, as an engine would; it is the first of its own processes. */
    Process start(Map<String, String> settings, Path log, String... arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        command.addAll(List.of("bash", "-c", ENTER, "enter"));
        command.addAll(List.of(GIVEN.isEmpty() ? java.toString() : "", root.toString(), program.toString()));
        command.addAll(List.of("env", "--ignore-environment", "PATH=" + PATH));
        command.add("JDK_JAVA_OPTIONS=-Xmx384m --limit-modules=" + MODULES);
        settings.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("chroot", "--userspec=" + dockerfile.last("USER"), root.toString()));
        command.addAll(dockerfile.entrypoint());
        command.addAll(List.of(arguments));
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("DIRECTORY", dockerfile.directory());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command beside the process that was started, with its settings; it must succeed. */
    static void execute(ProcessHandle inside, List<String> command) {
        succeed(beside(inside, command));
    }

    /** As {@link #execute}; answers how many bytes of memory the command's process had at most. */
    static long memory(ProcessHandle inside, String... command) {
        try {
            Process entering = new ProcessBuilder(beside(inside, List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            long most = 0;
            while (entering.isAlive()) {
                Optional<ProcessHandle> running = entering.children().findFirst();
                if (running.isPresent()) most = Math.max(most, peak(running.get()));
            }
            if (entering.waitFor() != 0) throw new AssertionError(String.join(" ", command) + " failed");
            return most;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 0 where it has just ended. */
    private static long peak(ProcessHandle process) {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    private static List<String> beside(ProcessHandle inside, List<String> command) {
        List<String> enter = new ArrayList<>(List.of("env", "--ignore-environment"));
        enter.addAll(settings(inside));
        enter.addAll(List.of("nsenter", "--target", Long.toString(inside.pid())));
        enter.addAll(List.of("--mount", "--pid", "--root", "--wd", "--setuid", "10001", "--setgid", "10001"));
        enter.addAll(command);
        return enter;
    }

    private static List<String> settings(ProcessHandle inside) {
        try {
            String all = Files.readString(Path.of("/proc", Long.toString(inside.pid()), "environ"));
            return all.lines()
                    .flatMap(line -> Stream.of(line.split("\0", -1)))
                    .filter(one -> !one.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void succeed(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new AssertionError(String.join(" ", command) + ": " + said);
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path file, Path directory) {
        try {
            Files.copy(
                    file,
                    directory.resolve(file.getFileName()),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path createDirectories(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

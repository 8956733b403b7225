package io.carillon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own (tmpfs), which root alone may mount, and which can be full. */
public final class SmallDisk implements AutoCloseable {
    private static final int SIZE_MIB = 64;

    private final Path at;

    private SmallDisk(Path at) {
        this.at = at;
    }

    public static boolean mayBeMounted() {
        try (SmallDisk disk = mounted()) {
            return Files.exists(disk.at);
        } catch (UncheckedIOException forbidden) {
            return false;
        }
    }

    public static SmallDisk mounted() {
        try {
            Path at = Files.createTempDirectory("carillon-disk");
            run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MIB + "m,mode=700", "tmpfs", at.toString());
            return new SmallDisk(at);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public Path directory() {
        try {
            return Files.createDirectories(at.resolve("data"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** To the last byte. */
    public void fill() {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            for (long written = 0; written < SIZE_MIB * 1024L * 1024; written += page.length) out.write(page);
        } catch (IOException full) {
            return;
        }
        throw new IllegalStateException(at + " is larger than " + SIZE_MIB + " MiB");
    }

    public void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path filler() {
        return at.resolve("filler");
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + " failed");
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Lazily: a server may still stop on it. */
    @Override
    public void close() {
        try {
            run("umount", "-l", at.toString());
            Files.delete(at);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

package io.carillon.wakeup;

import io.carillon.PostgresServer;
import io.carillon.PostgresServer.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The two databases that everything here must work on. */
enum Engine {
    POSTGRESQL {
        @Override
        String newUrl() {
            return PostgresServer.newDatabase().jdbcUrl();
        }

        @Override
        String copyOf(String url) {
            String name = url.substring(url.lastIndexOf('/') + 1);
            return PostgresServer.copyOf(new PostgresDatabase(name)).jdbcUrl();
        }
    },
    H2 {
        private static final String FILE = "jdbc:h2:file:";

        @Override
        String newUrl() {
            return FILE + Path.of("target", "h2", UUID.randomUUID().toString()).toAbsolutePath();
        }

        @Override
        String copyOf(String url) {
            String copy = newUrl();
            try {
                Files.copy(file(url), file(copy));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return copy;
        }

        private static Path file(String url) {
            return Path.of(url.substring(FILE.length()) + ".mv.db");
        }
    };

    /** Migrated, and empty but for that. */
    private @Nullable String template;

    /** Of a database of its own, empty. */
    abstract String newUrl();

    /** Of a database of its own, a copy of that one, to which nobody is connected. */
    abstract String copyOf(String url);

    static Database open(String url) {
        return Database.open(url, PostgresServer.USER, PostgresServer.PASSWORD);
    }

    /** A database of its own. Only the first is migrated, the others are its copies. */
    synchronized Database migrated() throws Exception {
        if (template == null) {
            String url = newUrl();
            try (Database database = open(url)) {
                database.migrate();
            }
            template = url;
        }
        return open(copyOf(template));
    }
}

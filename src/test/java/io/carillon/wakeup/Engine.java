package io.carillon.wakeup;

import io.carillon.PostgresServer;
import java.nio.file.Path;
import java.util.UUID;

/** The two databases that everything here must work on. */
enum Engine {
    POSTGRESQL {
        @Override
        String newUrl() {
            return PostgresServer.newDatabase().jdbcUrl();
        }
    },
    H2 {
        @Override
        String newUrl() {
            return "jdbc:h2:file:"
                    + Path.of("target", "h2", UUID.randomUUID().toString()).toAbsolutePath();
        }
    };

    /** Of a database of its own, empty. */
    abstract String newUrl();

    static Database open(String url) {
        return Database.open(url, PostgresServer.USER, PostgresServer.PASSWORD);
    }

    Database migrated() throws Exception {
        Database database = open(newUrl());
        database.migrate();
        return database;
    }
}

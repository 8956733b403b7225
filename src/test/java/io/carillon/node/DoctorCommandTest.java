package io.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.FreePort;
import io.carillon.Mosquitto;
import io.carillon.PostgresServer;
import io.carillon.wakeup.Database;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real PostgreSQL and a real mosquitto. */
@Timeout(60)
class DoctorCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void whereAllIsWellEachLineIsOkAndTheSchemaIsStillToCome() throws Exception {
        Mosquitto.required();
        PostgresServer.PostgresDatabase database = PostgresServer.newDatabase();
        try (Mosquitto broker = new Mosquitto(Files.createDirectory(directory.resolve("broker")))) {
            broker.start();
            configured(database.jdbcUrl(), "mqtt://127.0.0.1:" + broker.port());
            assertThat(doctor()).as(out.toString()).isZero();
        }
        assertThat(lines()).allMatch(line -> line.startsWith("ok ") || line.contains(" has fsync "));
        assertThat(line("database")).contains("PostgreSQL 15", "fsync");
        assertThat(line("schema")).contains("the next start brings 1 journal, 2 wakeup");
        assertThat(line("broker")).contains("MQTT 5, receive maximum 20, a publish was acknowledged and heard");
        assertThat(line("clock")).contains("the database, by whose time devices ring");
        assertThat(line("tokens")).contains("44 characters").doesNotContain(SECRET);
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
                var statement = connection.createStatement();
                var tables = statement.executeQuery(
                        "select table_name from information_schema.tables where table_schema = 'public'")) {
            assertThat(tables.next()).as("it made a table").isFalse();
        }
    }

    @Test
    void whatIsAwayFailsAndSaysWhatToDo() throws Exception {
        configured("jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/none", "mqtt://127.0.0.1:" + FreePort.find());
        assertThat(doctor()).isEqualTo(1);
        assertThat(line("database")).startsWith("FAIL").contains("refused", "-> see that it runs");
        assertThat(line("broker")).startsWith("FAIL").contains("refused", "-> see that it runs");
        assertThat(line("tokens")).startsWith("ok");
    }

    @Test
    void aSchemaOfAnotherProgramFails() throws Exception {
        PostgresServer.PostgresDatabase database = PostgresServer.newDatabase();
        try (var pool = Database.open(database.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD)) {
            pool.migrate();
        }
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("insert into flyway_schema_history select 99, '99', 'of tomorrow', type, 'V99__x.sql',"
                    + " checksum, installed_by, installed_on, 1, true from flyway_schema_history where version = '1'");
        }
        configured(database.jdbcUrl(), "mqtt://127.0.0.1:" + FreePort.find());
        assertThat(doctor()).isEqualTo(1);
        assertThat(line("schema")).startsWith("FAIL").contains("-> run the program that made it");
    }

    @Test
    void aForeignTableInTheSchemaFailsAndStopsTheStart() throws Exception {
        PostgresServer.PostgresDatabase database = PostgresServer.newDatabase();
        execute(database, "create table of_somebody_else (x int)");
        configured(database.jdbcUrl(), "mqtt://127.0.0.1:" + FreePort.find());
        assertThat(doctor()).isEqualTo(1);
        assertThat(line("schema")).startsWith("FAIL").contains("its schema holds tables");
    }

    @Test
    void aReadOnlyDatabaseFails() throws Exception {
        PostgresServer.PostgresDatabase database = PostgresServer.newDatabase();
        execute(database, "alter database " + database.name() + " set default_transaction_read_only = on");
        configured(database.jdbcUrl(), "mqtt://127.0.0.1:" + FreePort.find());
        assertThat(doctor()).isEqualTo(1);
        assertThat(line("database")).startsWith("FAIL").contains("is read-only", "-> name the primary");
    }

    @Test
    void aValueOfTheUrlThatTheDriverDoesNotKnowIsAWrongSetting() throws Exception {
        configured(PostgresServer.newDatabase().jdbcUrl() + "?sslmode=bogus", "mqtt://127.0.0.1:" + FreePort.find());
        assertThat(doctor()).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("CARILLON_DB_URL: ")
                .contains("bogus")
                .hasLineCount(1);
    }

    @Test
    void whereNoConnectionIsLeftItSaysHowManyAreNeededAndMakesOneAtMost() throws Exception {
        PostgresServer.PostgresDatabase database = PostgresServer.newDatabase();
        execute(database, "create role poor login");
        execute(database, "alter role poor connection limit 1");
        configured(database.jdbcUrl(), "mqtt://127.0.0.1:" + FreePort.find());
        environment.put("CARILLON_DB_USER", "poor");
        environment.put("CARILLON_SEED_NODES", "127.0.0.1:1,127.0.0.1:2,127.0.0.1:3");
        doctor();
        assertThat(line("database")).contains("takes no new tables");
        try (var only = DriverManager.getConnection(database.jdbcUrl(), "poor", "")) {
            assertThat(only.isValid(1)).isTrue();
            out.getBuffer().setLength(0);
            assertThat(doctor()).isEqualTo(1);
            assertThat(line("database"))
                    .startsWith("FAIL")
                    .contains(
                            "too many connections",
                            "max_connections: 93, for 22 of each of 3 nodes, of one more during an update, and 5 others");
        } finally {
            execute(database, "drop role poor");
        }
    }

    private static void execute(PostgresServer.PostgresDatabase database, String sql) throws Exception {
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl(), PostgresServer.USER, PostgresServer.PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void withTheDefaultsNothingIsMade() throws Exception {
        environment.put("CARILLON_DATA_DIR", directory.resolve("data").toString());
        ports();
        doctor();
        assertThat(lines()).as("%s", out).hasSizeGreaterThan(5);
        assertThat(line("data")).startsWith("ok").contains("will be created");
        assertThat(line("database")).startsWith("ok").contains("will be created");
        assertThat(line("broker")).startsWith("ok").contains("starts with the node");
        assertThat(line("tokens")).startsWith("ok").contains("will be generated");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aPortThatSomebodyElseHasFails() throws Exception {
        environment.put("CARILLON_DATA_DIR", directory.resolve("data").toString());
        ports();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            environment.put("CARILLON_HTTP_PORT", Integer.toString(taken.getLocalPort()));
            assertThat(doctor()).isEqualTo(1);
            assertThat(lines())
                    .anyMatch(line -> line.startsWith("FAIL  port")
                            && line.contains("CARILLON_HTTP_PORT: cannot listen on 127.0.0.1:" + taken.getLocalPort()));
        }
    }

    @Test
    void aSecretThatLooksGuessableAndAMisspeltVariableAreWarnedOf() throws Exception {
        environment.put("CARILLON_DATA_DIR", directory.resolve("data").toString());
        environment.put("CARILLON_JWT_SECRET", "please-change-me-please-change-me");
        environment.put("CARILLON_GRASE", "5m");
        ports();
        doctor();
        assertThat(line("tokens"))
                .startsWith("warn")
                .contains("openssl rand -base64 32")
                .doesNotContain("please-change-me");
        assertThat(line("configuration")).startsWith("warn").contains("not read: CARILLON_GRASE");
    }

    @Test
    void aWrongSettingIsOneLineAndExitCode2() {
        environment.put("CARILLON_GRACE", "5");
        assertThat(doctor()).isEqualTo(2);
        assertThat(err.toString()).startsWith("CARILLON_GRACE: ").hasLineCount(1);
    }

    private static final String SECRET = "qO1xvJ0n6w1E0cH5T0m1oC9yKXb1sXl3Hq3N4s9Zt0A=";

    private void configured(String database, String broker) {
        environment.put("CARILLON_DB_URL", database);
        environment.put("CARILLON_DB_USER", PostgresServer.USER);
        environment.put("CARILLON_DB_PASSWORD", PostgresServer.PASSWORD);
        environment.put("CARILLON_MQTT_URL", broker);
        environment.put("CARILLON_JWT_SECRET", SECRET);
        environment.put("CARILLON_RATE_LIMIT", "20");
        ports();
    }

    private void ports() {
        for (String name : List.of("HTTP", "MANAGEMENT", "NODE"))
            environment.put("CARILLON_" + name + "_PORT", Integer.toString(FreePort.find()));
    }

    private int doctor() {
        return Main.commandLine(environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("doctor");
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private String line(String what) {
        return lines().stream()
                .filter(line -> line.substring(5).strip().startsWith(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + what + ":\n" + out));
    }
}

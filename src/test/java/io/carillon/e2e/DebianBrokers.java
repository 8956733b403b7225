package io.carillon.e2e;

import io.carillon.FreePort;
import io.carillon.deploy.DebianScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brokers of the system that engine/brokers.sh makes, each in namespaces of its own for files and processes. */
final class DebianBrokers {
    private static final Path DIRECTORY = Path.of("target/brokers").toAbsolutePath();
    private static final Path SYSTEM = DIRECTORY.resolve("system");
    private static final String ENTER =
            "mount --rbind /dev \"$0/dev\" && mount -t proc proc \"$0/proc\" && exec chroot \"$0\" env -i \"$@\"";

    private DebianBrokers() {}

    static Broker ejabberd() {
        int port = FreePort.find();
        Path home = home("ejabberd");
        write(
                home.resolve("ejabberd.yml"),
                """
                hosts: [localhost]
                auth_method: [anonymous]
                anonymous_protocol: login_anon
                allow_multiple_connections: true
                listen:
                  - {port: %d, ip: "127.0.0.1", module: mod_mqtt}
                modules:
                  mod_mqtt: {}
                """
                        .formatted(port));
        return inside(
                "ejabberd",
                port,
                Map.of(
                        "EJABBERD_CONFIG_PATH", "/srv/ejabberd/ejabberd.yml",
                        "ERL_LIBS", "/usr/lib/x86_64-linux-gnu"),
                "erl",
                "-noinput",
                "-sname",
                "ejabberd@localhost",
                "-mnesia",
                "dir",
                "\"/srv/ejabberd/database\"",
                "-s",
                "ejabberd");
    }

    static Broker rabbitMq() {
        int port = FreePort.find();
        Path home = home("rabbitmq");
        write(home.resolve("enabled_plugins"), "[rabbitmq_mqtt].\n");
        write(
                home.resolve("rabbitmq.conf"),
                """
                listeners.tcp = none
                mqtt.listeners.tcp.1 = 127.0.0.1:%d
                anonymous_login_user = guest
                anonymous_login_pass = guest
                log.console = true
                """
                        .formatted(port));
        return inside(
                "rabbitmq",
                port,
                Map.of(
                        "RABBITMQ_NODENAME", "rabbit@localhost",
                        "RABBITMQ_DIST_PORT", Integer.toString(FreePort.find()),
                        "RABBITMQ_CONFIG_FILE", "/srv/rabbitmq/rabbitmq.conf",
                        "RABBITMQ_ENABLED_PLUGINS_FILE", "/srv/rabbitmq/enabled_plugins",
                        "RABBITMQ_MNESIA_BASE", "/srv/rabbitmq/database",
                        "RABBITMQ_LOG_BASE", "/srv/rabbitmq"),
                "/usr/lib/rabbitmq/bin/rabbitmq-server");
    }

    /** A new directory of the system, in which it is /srv/NAME. */
    private static Path home(String name) {
        DebianScript.ready("brokers.sh", DIRECTORY);
        return Directories.empty(SYSTEM.resolve("srv").resolve(name));
    }

    private static Broker inside(String name, int port, Map<String, String> settings, String... program) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        command.addAll(List.of("sh", "-c", ENTER, SYSTEM.toString()));
        command.addAll(List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/srv/" + name));
        // Erlang's directory of its nodes
        command.addAll(List.of("ERL_EPMD_ADDRESS=127.0.0.1", "ERL_EPMD_PORT=" + FreePort.find()));
        settings.forEach((variable, value) -> command.add(variable + "=" + value));
        command.addAll(List.of(program));
        return new BrokerProcess(port, SYSTEM.resolve("srv/" + name + "/log"), Map.of(), command);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

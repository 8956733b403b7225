package io.carillon.node;

import io.carillon.node.settings.Settings;
import io.carillon.node.settings.Settings.LogFormat;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Starts a node with the environment's settings; returns once it is ready, while the node goes on. */
@Command(name = "serve", description = "Start a node.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    /** Not an exit code: the node's own threads decide when the process ends. */
    static final int KEEPS_RUNNING = -1;

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings settings = Settings.read(environment);
        Node node = Node.start(settings);
        node.awaitReady();
        Welcome welcome = new Welcome(settings, Instant.now());
        if (settings.logFormat() == LogFormat.TEXT) System.out.println(welcome.text());
        else LOG.info(welcome.line());
        return KEEPS_RUNNING;
    }
}

package io.carillon.node;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Starts a node with the settings of the environment; returns once it is ready, and the node goes on. */
@Command(name = "serve", description = "Start a node.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    /** No exit code: the node's own threads decide when the process ends. */
    static final int KEEPS_RUNNING = -1;

    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings settings = Settings.read(environment);
        Node node = Node.start(settings);
        node.awaitReady();
        System.out.println(new Welcome(settings).text());
        return KEEPS_RUNNING;
    }
}

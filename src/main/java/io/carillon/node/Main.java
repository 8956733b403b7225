package io.carillon.node;

import io.carillon.node.doctor.DoctorCommand;
import io.carillon.node.settings.WrongSetting;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar carillon.jar [serve|token|listen|doctor]}; the default is to serve. */
@Command(
        name = "carillon",
        description = "Rings every device at its hour.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main {
    /** The exit code of a wrong setting (contract 4). */
    private static final int WRONG_SETTING = 2;

    private static final String COMMON_POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";

    private Main() {}

    public static void main(String[] args) {
        poolOfAtLeastTwo();
        int exit = commandLine(System.getenv()).execute(args.length == 0 ? new String[] {"serve"} : args);
        if (exit != ServeCommand.KEEPS_RUNNING) System.exit(exit);
    }

    /**
     * Scala futures turned into Java's continue in the JVM's common pool, which on one or two cores has no threads of
     * its own and starts a thread for every step of every call.
     */
    private static void poolOfAtLeastTwo() {
        if (Runtime.getRuntime().availableProcessors() <= 2)
            System.getProperties().putIfAbsent(COMMON_POOL, "2");
    }

    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new ServeCommand(environment))
                .addSubcommand(new TokenCommand(environment))
                .addSubcommand(new ListenCommand(environment))
                .addSubcommand(new DoctorCommand(environment));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof WrongSetting)) throw failure;
            command.getErr().println(failure.getMessage());
            return WRONG_SETTING;
        });
        return line;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"carillon " + (version == null ? "(unpackaged)" : version)};
        }
    }
}

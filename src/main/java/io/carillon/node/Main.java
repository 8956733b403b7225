package io.carillon.node;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar carillon.jar [serve|token|listen]}; without a word it serves. */
@Command(
        name = "carillon",
        description = "Rings every device at its hour.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {ServeCommand.class, TokenCommand.class, ListenCommand.class})
public final class Main implements Runnable {
    /** What a wrong setting ends with (contract 4). */
    static final int WRONG_SETTING = 2;

    private Main() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof WrongSetting)) throw failure;
            System.err.println(failure.getMessage());
            return WRONG_SETTING;
        });
        int exit = line.execute(args);
        if (exit != ServeCommand.KEEPS_RUNNING) System.exit(exit);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(new CommandLine(this), "");
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"carillon " + (version == null ? "(unpackaged)" : version)};
        }
    }
}

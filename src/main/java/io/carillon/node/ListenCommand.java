package io.carillon.node;

import io.carillon.delivery.MqttListener;
import io.carillon.delivery.MqttListener.Heard;
import io.carillon.node.settings.Settings;
import io.carillon.node.settings.Variables;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints messages from the configured broker until interrupted, one a line: local time, topic, payload, fire-id. With
 * {@code --answer} it plays the device.
 */
@Command(name = "listen", description = "Print what arrives on the broker.", mixinStandardHelpOptions = true)
final class ListenCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "Topic filter; every device's commands by default.")
    private @Nullable String topic;

    @Option(names = "--answer", description = "Answer commands that ask for it, as a device does.")
    private boolean answering;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Map<String, String> environment;

    ListenCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Settings.Mqtt mqtt = Settings.Mqtt.read(new Variables(environment));
        String filter = topic != null ? topic : mqtt.topic().filter();
        MqttListener listener = new MqttListener(
                mqtt.reached(), filter, answering, heard -> print(out, line(heard)), news -> print(err, news));
        try {
            new CountDownLatch(1).await();
        } finally {
            listener.close();
        }
        return 0;
    }

    private static String line(Heard heard) {
        String fireId = heard.fireId() == null ? "" : "  fire-id=" + heard.fireId();
        return LocalTime.now(ZoneId.systemDefault()).format(TIME) + "  " + heard.topic() + "  " + heard.payload()
                + fireId;
    }

    private static synchronized void print(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }
}

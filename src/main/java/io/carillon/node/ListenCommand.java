package io.carillon.node;

import io.carillon.delivery.Broker;
import io.carillon.delivery.MqttListener;
import io.carillon.delivery.MqttListener.Heard;
import io.carillon.delivery.TopicTemplate;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints what arrives on the broker until it is interrupted, one line a message: local time, topic, payload, fire-id. User
 * and password come from {@code CARILLON_MQTT_USER} and {@code CARILLON_MQTT_PASSWORD}.
 */
@Command(name = "listen", description = "Print what arrives on the broker.", mixinStandardHelpOptions = true)
final class ListenCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "Topic filter; every device's commands by default.")
    private @Nullable String topic;

    @Option(names = "--url", description = "The broker; CARILLON_MQTT_URL or mqtt://127.0.0.1:1883 by default.")
    private @Nullable String url;

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
        MqttListener listener =
                new MqttListener(broker(), filter(), heard -> print(out, line(heard)), news -> print(err, news));
        try {
            new CountDownLatch(1).await();
        } finally {
            listener.close();
        }
        return 0;
    }

    private Broker broker() {
        String from = url != null ? url : environment.getOrDefault("CARILLON_MQTT_URL", "mqtt://127.0.0.1:1883");
        try {
            return Broker.of(from, environment.get("CARILLON_MQTT_USER"), environment.get("CARILLON_MQTT_PASSWORD"));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(
                    spec.commandLine(), (url != null ? "--url: " : "CARILLON_MQTT_URL: ") + wrong.getMessage(), wrong);
        }
    }

    private String filter() {
        if (topic != null) return topic;
        String template = environment.get("CARILLON_MQTT_TOPIC");
        try {
            return (template == null ? TopicTemplate.DEFAULT : new TopicTemplate(template)).filter();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "CARILLON_MQTT_TOPIC: " + wrong.getMessage(), wrong);
        }
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

package io.carillon.node.settings;

import io.carillon.delivery.BrokerTls;
import io.carillon.delivery.BrokerTls.Part;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The PEM files for {@code mqtts} (contract 4); none: the JVM's authorities and no client certificate. */
public record MqttTls(Map<Part, Path> files) {
    private static final Map<Part, String> VARIABLES = Map.of(
            Part.AUTHORITY, "CARILLON_MQTT_TLS_CA",
            Part.CERTIFICATE, "CARILLON_MQTT_TLS_CERT",
            Part.KEY, "CARILLON_MQTT_TLS_KEY");

    public MqttTls {
        files = Map.copyOf(files);
    }

    /** @throws WrongSetting where one of a pair is missing */
    public static MqttTls read(Variables variables) {
        Map<Part, Path> files = new EnumMap<>(Part.class);
        for (Part part : Part.values()) variables.file(variable(part)).ifPresent(file -> files.put(part, file));
        for (Part part : List.of(Part.CERTIFICATE, Part.KEY)) {
            Part other = part == Part.KEY ? Part.CERTIFICATE : Part.KEY;
            if (files.containsKey(other) && !files.containsKey(part))
                throw new WrongSetting(variable(part), "a PEM file expected, as " + variable(other) + " is set");
        }
        return new MqttTls(files);
    }

    /**
     * @param url of the broker
     * @throws WrongSetting naming the file that does not fit
     */
    public Optional<BrokerTls> to(String url) {
        Optional<Part> some =
                Stream.of(Part.values()).filter(files::containsKey).findFirst();
        if (some.isEmpty()) return Optional.empty();
        if (!url.startsWith("mqtts:"))
            throw new WrongSetting(variable(some.get()), "mqtts:// expected in CARILLON_MQTT_URL");
        try {
            return Optional.of(new BrokerTls(file(Part.AUTHORITY), file(Part.CERTIFICATE), file(Part.KEY)));
        } catch (BrokerTls.Unfit unfit) {
            throw wrong(unfit);
        }
    }

    /** The certificates by the variables that name their files; the first of each file. */
    public Map<String, X509Certificate> certificates() {
        Map<String, X509Certificate> certificates = new LinkedHashMap<>();
        for (Part part : List.of(Part.CERTIFICATE, Part.AUTHORITY)) {
            Path file = file(part);
            if (file == null) continue;
            try {
                certificates.put(
                        variable(part), BrokerTls.certificates(part, file).get(0));
            } catch (BrokerTls.Unfit unfit) {
                throw wrong(unfit);
            }
        }
        return certificates;
    }

    private @Nullable Path file(Part part) {
        return files.get(part);
    }

    private WrongSetting wrong(BrokerTls.Unfit unfit) {
        return Variables.wrong(
                variable(unfit.part()), unfit.getMessage() + " expected", String.valueOf(file(unfit.part())));
    }

    private static String variable(Part part) {
        return String.valueOf(VARIABLES.get(part));
    }
}

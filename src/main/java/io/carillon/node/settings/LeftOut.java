package io.carillon.node.settings;

/** The container image has no embedded parts (docker/left-out.txt): external ones must be configured there. */
public final class LeftOut {
    private LeftOut() {}

    public static void check(Settings settings) {
        if (settings.database().isEmpty()) check("CARILLON_DB_URL", "org.h2.Driver", "database");
        if (settings.mqtt().broker().isEmpty())
            check("CARILLON_MQTT_URL", "com.hivemq.embedded.EmbeddedHiveMQ", "broker");
    }

    private static void check(String variable, String embedded, String what) {
        try {
            Class.forName(embedded, false, LeftOut.class.getClassLoader());
        } catch (ClassNotFoundException leftOut) {
            throw new WrongSetting(variable, "an external " + what + " expected, as none is embedded here");
        }
    }
}

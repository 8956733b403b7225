package io.carillon.node;

import ch.qos.logback.core.PropertyDefinerBase;
import io.carillon.node.settings.Settings.LogFormat;
import io.carillon.node.settings.Variables;
import io.carillon.node.settings.WrongSetting;
import java.util.Locale;
import java.util.Map;

/**
 * The appender in {@code logback.xml} for {@code CARILLON_LOG_FORMAT}. Logging starts before the settings are read; a
 * value that they will refuse is text here.
 */
public final class LogAppender extends PropertyDefinerBase {
    @Override
    public String getPropertyValue() {
        return of(System.getenv());
    }

    static String of(Map<String, String> environment) {
        return format(new Variables(environment)).name().toLowerCase(Locale.ROOT);
    }

    private static LogFormat format(Variables variables) {
        try {
            return LogFormat.of(variables);
        } catch (WrongSetting refusedLater) {
            return LogFormat.TEXT;
        }
    }
}

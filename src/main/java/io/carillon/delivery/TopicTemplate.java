package io.carillon.delivery;

import io.carillon.schedule.DeviceId;

/** A topic with {@code {device_id}} where the device's id belongs (contract 3). */
public record TopicTemplate(String text) {
    public static final TopicTemplate DEFAULT = new TopicTemplate("c2d/{device_id}/commands");

    private static final String HOLE = "{device_id}";

    public TopicTemplate {
        boolean reserved = text.startsWith("$") || text.contains("+") || text.contains("#") || text.indexOf(0) >= 0;
        if (!text.contains(HOLE) || reserved)
            throw new IllegalArgumentException(
                    "a topic that contains {device_id}, has no + or # and does not begin with $ expected");
    }

    String topic(DeviceId device) {
        return text.replace(HOLE, device.value());
    }

    /** A topic filter that matches every device's topic, if the id is a whole topic level. */
    public String filter() {
        return text.replace(HOLE, "+");
    }
}

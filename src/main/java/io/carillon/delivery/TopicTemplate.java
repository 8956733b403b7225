package io.carillon.delivery;

import io.carillon.schedule.DeviceId;
import io.carillon.schedule.Occurrence;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A topic with placeholders: {@code {device_id}} and, for commands, also {@code {group_id}}, {@code {task}} and
 * {@code {fire_id}} (contract 3).
 */
public record TopicTemplate(String text) {
    public static final TopicTemplate DEFAULT = new TopicTemplate("c2d/{device_id}/commands");

    /** The default for answers. */
    public static final TopicTemplate ANSWERS = new TopicTemplate("d2c/{device_id}/answers");

    private static final String HOLE = "{device_id}";
    private static final Pattern HOLES = Pattern.compile("\\{(device_id|group_id|task|fire_id)}");

    public TopicTemplate {
        boolean reserved = text.startsWith("$") || text.contains("+") || text.contains("#") || text.indexOf(0) >= 0;
        if (text.isEmpty() || reserved)
            throw new IllegalArgumentException("a topic that has no + or # and does not begin with $ expected");
    }

    /**
     * A template for commands, with a placeholder that tells devices apart, as each of them does.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static TopicTemplate ofCommands(String text) {
        if (!HOLES.matcher(text).find())
            throw new IllegalArgumentException("a topic that contains {device_id}, or another placeholder, expected");
        return new TopicTemplate(text);
    }

    /**
     * A template for events, in which {@code {device_id}} is the only placeholder, if there is one.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static TopicTemplate ofEvents(String text) {
        if (HOLES.matcher(text.replace(HOLE, "")).find())
            throw new IllegalArgumentException("no other placeholder than {device_id} expected");
        return new TopicTemplate(text);
    }

    /**
     * A template for answers, in which {@code {device_id}} is the only placeholder.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static TopicTemplate ofAnswers(String text) {
        TopicTemplate template = new TopicTemplate(text);
        Matcher holes = HOLES.matcher(text);
        if (!holes.find() || !holes.group().equals(HOLE) || holes.find())
            throw new IllegalArgumentException("{device_id} once, and no other placeholder, expected");
        return template;
    }

    String topic(DeviceId device) {
        return text.replace(HOLE, device.value());
    }

    String topic(DeviceId device, Occurrence occurrence) {
        String topic = topic(device);
        if (topic.indexOf('{') < 0) return topic;
        return topic.replace("{group_id}", occurrence.group().value())
                .replace("{task}", occurrence.task().value())
                .replace("{fire_id}", occurrence.fireId());
    }

    /** A topic filter that matches every device's topic, and may match others. */
    public String filter() {
        return Arrays.stream(text.split("/", -1))
                .map(level -> HOLES.matcher(level).find() ? "+" : level)
                .collect(Collectors.joining("/"));
    }

    /** The device whose topic this is; empty where it is none's. */
    Optional<DeviceId> device(String topic) {
        int hole = text.indexOf(HOLE);
        String before = text.substring(0, hole);
        String after = text.substring(hole + HOLE.length());
        if (topic.length() <= before.length() + after.length() || !topic.startsWith(before) || !topic.endsWith(after))
            return Optional.empty();
        return DeviceId.parse(topic.substring(before.length(), topic.length() - after.length()));
    }

    /** Whether both may yield the same topic. */
    public boolean overlaps(TopicTemplate other) {
        String[] mine = text.split("/", -1);
        String[] others = other.text.split("/", -1);
        if (mine.length != others.length) return false;
        for (int i = 0; i < mine.length; i++) if (!overlap(mine[i], others[i])) return false;
        return true;
    }

    private static boolean overlap(String one, String other) {
        String[] a = HOLES.split(one, -1);
        String[] b = HOLES.split(other, -1);
        if (a.length == 1 && b.length == 1) return one.equals(other);
        if (a.length == 1) return matches(b, one);
        if (b.length == 1) return matches(a, other);
        String lastA = a[a.length - 1];
        String lastB = b[b.length - 1];
        return (a[0].startsWith(b[0]) || b[0].startsWith(a[0])) && (lastA.endsWith(lastB) || lastB.endsWith(lastA));
    }

    private static boolean matches(String[] parts, String level) {
        return Pattern.matches(Arrays.stream(parts).map(Pattern::quote).collect(Collectors.joining(".+")), level);
    }
}

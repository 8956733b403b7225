package io.carillon.node.doctor;

import io.carillon.node.settings.Variables;
import java.util.List;

/** Our environment variables; one that nothing reads is probably misspelt. */
record ConfigurationCheck(Variables variables) implements Check {
    @Override
    public String title() {
        return "configuration";
    }

    @Override
    public List<Finding> findings() {
        List<String> set = variables.set();
        List<String> unread = variables.unread();
        if (!unread.isEmpty())
            return List.of(warn("not read: " + String.join(", ", unread), "check their spelling, or remove them"));
        return List.of(ok(set.isEmpty() ? "all defaults" : String.join(", ", set)));
    }
}

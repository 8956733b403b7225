package io.carillon.node.doctor;

import io.carillon.node.settings.Settings;
import java.util.List;

record RateLimitCheck(Settings settings) implements Check {
    @Override
    public String title() {
        return "rate limit";
    }

    @Override
    public List<Finding> findings() {
        if (settings.rateLimit() > 0) return List.of(ok(settings.rateLimit() + " requests a second of one user"));
        return List.of(
                settings.database().isEmpty()
                        ? ok("none: this node is for trying it out")
                        : warn("one user may keep a node busy", "set CARILLON_RATE_LIMIT, say to 20"));
    }
}

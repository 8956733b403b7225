package io.carillon.node.doctor;

import io.carillon.node.settings.Ports;
import io.carillon.node.settings.Settings;
import java.util.List;

/** @param running whether a node with these settings runs here and holds the ports */
record PortsCheck(Settings settings, boolean running) implements Check {
    @Override
    public String title() {
        return "port";
    }

    @Override
    public List<Finding> findings() {
        return Ports.tryAll(settings).stream().map(this::finding).toList();
    }

    private Finding finding(Ports.Tried tried) {
        if (tried.refused() == null) return ok(tried.address() + " is free");
        return running
                ? ok(tried.address() + " is taken by the node that runs here")
                : fail(String.valueOf(tried.refused().getMessage()), "stop what listens there, or set another address");
    }
}

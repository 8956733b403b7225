package io.carillon.node.settings;

/** A setting that stops the start. Its message is one line that names the variable and what is allowed. */
public final class WrongSetting extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WrongSetting(String variable, String allowed) {
        super(variable + ": " + allowed);
    }
}

package io.carillon.wakeup;

public final class Slices {
    public static final int COUNT = 64;

    private Slices() {}
}

package io.carillon.node;

public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}

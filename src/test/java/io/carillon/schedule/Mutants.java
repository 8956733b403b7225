package io.carillon.schedule;

import java.time.ZoneOffset;

/** The protocol, and what becomes of it with one sentence taken out. */
final class Mutants {
    static final Terms TERMS = new Terms(ZoneOffset.UTC, Ticks.TICK, Ticks.TICK);

    /**
     * @param guard the database refuses a settle whose {@code n} is below the row's {@code seq}
     * @param wakeCarriesRow the first read after a Wake is answered with the row as the poller saw it
     */
    record Variant(String name, Protocol protocol, boolean guard, boolean wakeCarriesRow) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final Variant NONE = of("the protocol", new Protocol(TERMS));

    private static Variant of(String name, Protocol protocol) {
        return new Variant(name, protocol, true, false);
    }

    private Mutants() {}
}

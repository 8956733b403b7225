package io.carillon.http.edge;

/**
 * What a node takes at one time.
 *
 * @param connections however many more knock, so many stay
 * @param budget bytes of heads and bodies under way, of all connections together
 * @param keptBody so much of one body is kept at most
 */
public record EdgeSettings(int connections, long budget, long keptBody) {
    private static final int CONNECTIONS = 4096;
    private static final int PART_OF_HEAP = 8;

    /** For this machine's heap. */
    public static EdgeSettings ofHeap(long keptBody) {
        return new EdgeSettings(CONNECTIONS, Runtime.getRuntime().maxMemory() / PART_OF_HEAP, keptBody);
    }
}

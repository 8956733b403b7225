package io.carillon.http.edge;

/**
 * The limits of a node's HTTP edge.
 *
 * @param connections the most open connections
 * @param budget the most bytes of heads and bodies under way, over all connections
 * @param keptBody the most bytes kept of one body
 */
public record EdgeSettings(int connections, long budget, long keptBody) {
    private static final int CONNECTIONS = 4096;
    private static final int PART_OF_HEAP = 8;

    /** Sized by the JVM's heap. */
    public static EdgeSettings ofHeap(long keptBody) {
        return new EdgeSettings(CONNECTIONS, Runtime.getRuntime().maxMemory() / PART_OF_HEAP, keptBody);
    }
}

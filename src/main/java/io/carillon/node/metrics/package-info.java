/** What a node measures of itself, for Prometheus to read at {@code /metrics}; only here is Micrometer seen. */
@NullMarked
package io.carillon.node.metrics;

import org.jspecify.annotations.NullMarked;

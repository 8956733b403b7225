/** A node's metrics for Prometheus, at {@code /metrics}; the only package that uses Micrometer. */
@NullMarked
package io.carillon.node.metrics;

import org.jspecify.annotations.NullMarked;

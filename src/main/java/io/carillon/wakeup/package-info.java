/** The tables {@code wakeup} and {@code firing} over JDBC: the batching writer, the poller that wakes devices, the trimmer. */
@NullMarked
package io.carillon.wakeup;

import org.jspecify.annotations.NullMarked;

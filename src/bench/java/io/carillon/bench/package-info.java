/** Figures of the packaged jar on a real PostgreSQL and a real mosquitto, for anybody to measure again. */
@NullMarked
package io.carillon.bench;

import org.jspecify.annotations.NullMarked;

/** The cluster under faults: what was called for, what happened, and whether the one follows from the other. */
@NullMarked
package io.carillon.chaos;

import org.jspecify.annotations.NullMarked;

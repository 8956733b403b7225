/** A node: wiring of all parts, started and stopped in order, and the commands of the command line. */
@NullMarked
package io.carillon.node;

import org.jspecify.annotations.NullMarked;

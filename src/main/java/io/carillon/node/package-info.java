/** A node: settings in, every part started and stopped in order, and the commands of the command line. */
@NullMarked
package io.carillon.node;

import org.jspecify.annotations.NullMarked;

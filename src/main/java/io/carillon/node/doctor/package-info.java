/** The command {@code doctor}: checks of everything that a node needs, which change nothing. */
@NullMarked
package io.carillon.node.doctor;

import org.jspecify.annotations.NullMarked;

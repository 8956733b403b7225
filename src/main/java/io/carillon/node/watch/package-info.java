/** The administrator's view of the running cluster: its nodes, their shards, and what they fire. */
@NullMarked
package io.carillon.node.watch;

import org.jspecify.annotations.NullMarked;

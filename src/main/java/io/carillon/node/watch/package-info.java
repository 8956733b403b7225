/** What an administrator sees of the cluster while it runs: its nodes, their shards, and what they fire. */
@NullMarked
package io.carillon.node.watch;

import org.jspecify.annotations.NullMarked;

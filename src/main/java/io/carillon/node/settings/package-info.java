/** What the operator has set: environment variables, the files that they name, and what of it stops the start. */
@NullMarked
package io.carillon.node.settings;

import org.jspecify.annotations.NullMarked;

/** The operator's settings: environment variables, the files that they name, and the checks that stop a start. */
@NullMarked
package io.carillon.node.settings;

import org.jspecify.annotations.NullMarked;

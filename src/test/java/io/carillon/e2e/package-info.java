/** The outside judge: checks contract.md against real processes of the packaged jar, and uses none of its classes. */
@NullMarked
package io.carillon.e2e;

import org.jspecify.annotations.NullMarked;

/** What the tests of several packages share. */
@NullMarked
package io.carillon;

import org.jspecify.annotations.NullMarked;

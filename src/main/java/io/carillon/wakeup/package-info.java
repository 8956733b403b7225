/** The JDBC side: journal, wake-ups and firings, and what polls, settles and trims them. */
@NullMarked
package io.carillon.wakeup;

import org.jspecify.annotations.NullMarked;

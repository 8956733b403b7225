/** The HTTP edge: JSON and forms in, JSON out. Routes, bodies, errors and tokens; nothing here decides about schedules. */
@NullMarked
package io.carillon.http;

import org.jspecify.annotations.NullMarked;

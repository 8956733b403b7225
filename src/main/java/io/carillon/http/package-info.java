/**
 * The HTTP API: JSON and forms in, JSON out. Calls, bodies, errors and tokens; nothing here decides about schedules.
 */
@NullMarked
package io.carillon.http;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.carillon.http.edge;

import org.jspecify.annotations.NullMarked;

/** Between the socket and the HTTP parser: valid heads pass, everything else is refused and closed. */
@NullMarked
package io.carillon.http.edge;

import org.jspecify.annotations.NullMarked;

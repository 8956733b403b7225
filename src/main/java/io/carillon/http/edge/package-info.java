/** What stands between the socket and the HTTP parser: clean heads pass, all else is refused and closed. */
@NullMarked
package io.carillon.http.edge;

import org.jspecify.annotations.NullMarked;

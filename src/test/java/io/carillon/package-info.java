/** What tests of several packages share: servers, brokers and proxies that a test starts, and the architecture's rules. */
@NullMarked
package io.carillon;

import org.jspecify.annotations.NullMarked;

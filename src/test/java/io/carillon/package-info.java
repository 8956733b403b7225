/** Parts that tests of several packages share: brokers, proxies, subscribers. */
@NullMarked
package io.carillon;

import org.jspecify.annotations.NullMarked;

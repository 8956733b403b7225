/** What docker/ and k8s/ name exists in the program, and runs. */
@NullMarked
package io.carillon.deploy;

import org.jspecify.annotations.NullMarked;

/** Documents in which the data of subjects leaves an installation and comes into one. */
@NullMarked
package dev.statewave.contract.portability;

import org.jspecify.annotations.NullMarked;

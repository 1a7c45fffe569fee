/** Topics and record headers. */
@NullMarked
package dev.statewave.contract.topics;

import org.jspecify.annotations.NullMarked;

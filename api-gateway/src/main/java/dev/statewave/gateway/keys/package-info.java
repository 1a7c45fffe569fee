/** API keys: issuing, looking up, and what a key permits. */
@NullMarked
package dev.statewave.gateway.keys;

import org.jspecify.annotations.NullMarked;

/** What a caller is shown of a subject: the bundle that holds, and what its rules say of the memories. */
@NullMarked
package dev.statewave.platform.policy;

import org.jspecify.annotations.NullMarked;

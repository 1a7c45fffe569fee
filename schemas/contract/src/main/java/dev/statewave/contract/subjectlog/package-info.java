/** Records of the subject log. */
@NullMarked
package dev.statewave.contract.subjectlog;

import org.jspecify.annotations.NullMarked;

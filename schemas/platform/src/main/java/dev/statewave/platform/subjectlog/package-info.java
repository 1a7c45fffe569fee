/** The one door to the subject log. */
@NullMarked
package dev.statewave.platform.subjectlog;

import org.jspecify.annotations.NullMarked;

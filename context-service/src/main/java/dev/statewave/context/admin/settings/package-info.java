/** The settings of the installation as operators see them, and what is unwise about them. */
@NullMarked
package dev.statewave.context.admin.settings;

import org.jspecify.annotations.NullMarked;

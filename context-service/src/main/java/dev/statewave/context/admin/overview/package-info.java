/** Dashboard and usage of the installation. */
@NullMarked
package dev.statewave.context.admin.overview;

import org.jspecify.annotations.NullMarked;

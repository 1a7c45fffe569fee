/** Chat and embedding models: settings, provider APIs and calls. */
@NullMarked
package dev.statewave.models;

import org.jspecify.annotations.NullMarked;

/** The OpenAPI and AsyncAPI documents. */
@NullMarked
package dev.statewave.gateway.docs;

import org.jspecify.annotations.NullMarked;

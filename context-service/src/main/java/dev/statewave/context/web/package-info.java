/** What all endpoints share: admission, request ids, errors and worker threads. */
@NullMarked
package dev.statewave.context.web;

import org.jspecify.annotations.NullMarked;

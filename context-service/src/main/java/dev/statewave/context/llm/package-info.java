/** Calls of the chat model, and {@code POST /v1/llm/complete}. */
@NullMarked
package dev.statewave.context.llm;

import org.jspecify.annotations.NullMarked;

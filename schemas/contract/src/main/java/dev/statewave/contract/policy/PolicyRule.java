package dev.statewave.contract.policy;

import org.jspecify.annotations.Nullable;

/**
 * A rule of a bundle.
 *
 * @param id unique within the bundle
 */
public record PolicyRule(String id, @Nullable String description, PolicyCondition when, PolicyAction action) {}

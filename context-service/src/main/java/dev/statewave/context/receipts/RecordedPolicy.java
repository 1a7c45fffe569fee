package dev.statewave.context.receipts;

import tools.jackson.databind.JsonNode;

/** What a receipt says of the policy: which rules fired, and the bundle that held. */
public record RecordedPolicy(JsonNode policy, JsonNode snapshot) {}

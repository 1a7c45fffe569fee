package dev.statewave.contract.policy;

/** A bundle that cannot be used. The message names the rule and the field, and says what belongs there. */
public final class InvalidPolicyException extends RuntimeException {

    InvalidPolicyException(String message) {
        super(message);
    }
}

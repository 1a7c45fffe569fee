package dev.statewave.models;

/**
 * Asks a chat model. Calls block, for as long as the provider takes: never on an event loop and never inside of a
 * transaction.
 */
public interface ChatClient {

    /** What stands beside what the model made: its id as the settings have it. */
    String model();

    /**
     * @throws ModelException where there is no answer
     * @throws InterruptedException where the caller was told to stop; the call is given up
     */
    ChatReply complete(ChatPrompt prompt) throws InterruptedException;

    /** Whether a call would be tried now: it is configured, and the provider has not failed too often. */
    boolean available();
}

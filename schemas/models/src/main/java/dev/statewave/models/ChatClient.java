package dev.statewave.models;

/**
 * Calls a chat model. A call blocks for as long as the provider takes: never call it on an event loop or inside of a
 * transaction.
 */
public interface ChatClient {

    /** The id of the model as in the settings; it is stored beside what the model made. */
    String model();

    /**
     * @throws ModelException where there is no answer
     * @throws InterruptedException where the calling thread was interrupted; the call is cancelled
     */
    ChatReply complete(ChatPrompt prompt) throws InterruptedException;

    /** Whether a call would be tried now: it is configured, and the provider has not failed too often. */
    boolean available();
}

package dev.statewave.platform.kafka;

/** A component that operators can pause. It stays paused when its process starts again. */
public interface PausableComponent extends ManagedComponent {

    /** The role that is paused, as in {@link dev.statewave.contract.topics.ConsumerRole#role}. */
    String role();

    /**
     * Ends the work that is under way and begins no other; also called before {@link #start}. Blocks for seconds.
     *
     * @param why for readiness
     */
    void pause(String why);

    /** Goes on where it stopped. Without effect where it is not paused. */
    void resume();
}

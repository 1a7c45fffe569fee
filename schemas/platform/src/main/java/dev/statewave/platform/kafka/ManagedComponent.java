package dev.statewave.platform.kafka;

/** Something that needs the topics and is therefore started by {@link KafkaLifecycle} once they exist. */
public interface ManagedComponent {

    /** Called once. */
    void start();

    /** Called once, also where {@link #start} was never called; ends within seconds. */
    void stop();
}

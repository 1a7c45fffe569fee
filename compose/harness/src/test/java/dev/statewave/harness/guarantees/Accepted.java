package dev.statewave.harness.guarantees;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the system has said yes to: the numbers of the episodes of each subject, in the order in which their sender was
 * told so.
 */
final class Accepted {

    private final Map<String, List<Integer>> bySubject = new ConcurrentHashMap<>();
    /** Records that are no episodes and have to end in the dead letters. */
    final AtomicInteger invalid = new AtomicInteger();
    /** Episodes of transactions that were aborted; none of them may become visible. */
    final AtomicInteger aborted = new AtomicInteger();
    /** Times that a write was answered as readable and was not. */
    final List<String> unreadable = new CopyOnWriteArrayList<>();

    void add(String subject, int number) {
        bySubject.computeIfAbsent(subject, s -> new CopyOnWriteArrayList<>()).add(number);
    }

    Map<String, List<Integer>> bySubject() {
        return bySubject;
    }

    int count() {
        return bySubject.values().stream().mapToInt(List::size).sum();
    }
}

package dev.statewave.ingest.deadletters;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where a dead letter stands. Its text is the id that clients see: {@code topic-partition-offset}. */
record LetterPlace(String topic, int partition, long offset) implements Comparable<LetterPlace> {

    private static final Comparator<LetterPlace> ORDER = Comparator.comparing(LetterPlace::topic)
            .thenComparingInt(LetterPlace::partition)
            .thenComparingLong(LetterPlace::offset);

    /** Null for a text that is no id. */
    static @Nullable LetterPlace parse(String id) {
        int last = id.lastIndexOf('-');
        int middle = last <= 0 ? -1 : id.lastIndexOf('-', last - 1);
        if (middle <= 0) {
            return null;
        }
        try {
            var place = new LetterPlace(
                    id.substring(0, middle),
                    Integer.parseInt(id.substring(middle + 1, last)),
                    Long.parseLong(id.substring(last + 1)));
            return place.partition < 0 || place.offset < 0 || !place.id().equals(id) ? null : place;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    String id() {
        return topic + "-" + partition + "-" + offset;
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    LetterPlace next() {
        return new LetterPlace(topic, partition, offset + 1);
    }

    @Override
    public int compareTo(LetterPlace other) {
        return ORDER.compare(this, other);
    }
}

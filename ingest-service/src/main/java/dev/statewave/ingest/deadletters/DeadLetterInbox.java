package dev.statewave.ingest.deadletters;

import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.deadletters.FailedJobRepository.FailedJob;
import dev.statewave.ingest.deadletters.FailedJobRepository.JobPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What waits in the dead-letter topics and among the failed compile jobs, and was not handled yet. All of it blocks.
 */
@Component
class DeadLetterInbox {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** Failed jobs that are read at once. */
    private static final int JOBS = 500;
    /** Failed jobs that a page looks at. */
    private static final int MOST_JOBS = 10_000;
    /** Groups of a page; further ones are left out, and the groups are not complete. */
    private static final int MOST_GROUPS = 200;

    private final DeadLetterScan scan;
    private final FailedJobRepository jobs;
    private final LetterStateRepository states;

    DeadLetterInbox(DeadLetterScan scan, FailedJobRepository jobs, LetterStateRepository states) {
        this.scan = scan;
        this.jobs = jobs;
        this.states = states;
    }

    /**
     * Letters that failed in the same place for the same reason.
     *
     * @param message of the newest one
     * @param sampleId of the newest one
     * @param blocked how many of them are not redriven without force, or not at all
     */
    record Group(
            String kind,
            @Nullable String topic,
            String stage,
            String code,
            @Nullable String tenantId,
            long count,
            long blocked,
            Instant oldestAt,
            Instant newestAt,
            String message,
            String sampleId) {

        private static Group of(Letter letter) {
            return new Group(
                    letter.kind(),
                    letter.topic(),
                    letter.stage(),
                    letter.code(),
                    letter.tenantId(),
                    1,
                    letter.obstacle() == null ? 0 : 1,
                    letter.at(),
                    letter.at(),
                    letter.message(),
                    letter.id());
        }

        private Group and(Group one) {
            Group newest = one.newestAt.isBefore(newestAt) ? this : one;
            return new Group(
                    kind,
                    topic,
                    stage,
                    code,
                    tenantId,
                    count + one.count,
                    blocked + one.blocked,
                    oldestAt.isBefore(one.oldestAt) ? oldestAt : one.oldestAt,
                    newest.newestAt,
                    newest.message,
                    newest.sampleId);
        }
    }

    /**
     * A page.
     *
     * @param groups null on pages behind the first one
     * @param groupsComplete whether the groups count all that is there; false where a bound was reached
     * @param next null where this page is the last
     */
    record Page(
            List<Letter> letters,
            @Nullable List<Group> groups,
            boolean groupsComplete,
            @Nullable LetterCursor next) {}

    Page page(LetterFilter filter, @Nullable LetterCursor cursor, int limit) {
        var collector = new Collector(limit, cursor == null);
        LetterCursor from = cursor == null ? LetterCursor.START : cursor;
        boolean whole = walk(filter, from, LIMIT, new Walker() {
            @Override
            public boolean record(Letter letter, ConsumerRecord<byte[], byte[]> record) {
                var place = new LetterPlace(record.topic(), record.partition(), record.offset());
                return collector.add(letter, LetterCursor.of(place.next()));
            }

            @Override
            public boolean job(FailedJob job) {
                return collector.add(job.letter(), LetterCursor.of(job.place()));
            }

            @Override
            public void stoppedAt(LetterCursor place) {
                if (collector.next == null) {
                    collector.next = place;
                }
            }
        });
        return collector.page(whole);
    }

    /** Takes the letters of a walk, in order; each says whether to go on. */
    interface Walker {
        boolean record(Letter letter, ConsumerRecord<byte[], byte[]> record);

        boolean job(FailedJob job);

        /** Called where the walk ended before the end, by a bound or by the walker itself. */
        void stoppedAt(LetterCursor place);
    }

    /**
     * All open letters of the filter: first the records, then the jobs.
     *
     * @return whether the end was reached
     */
    boolean walk(LetterFilter filter, LetterCursor from, Duration limit, Walker walker) {
        if (from.job() == null && !records(filter, from.place(), limit, walker)) {
            return false;
        }
        return !filter.jobs() || jobs(filter, from.job() == null ? JobPlace.START : from.job(), walker);
    }

    private boolean records(LetterFilter filter, @Nullable LetterPlace from, Duration limit, Walker walker) {
        var stopped = new ArrayList<LetterPlace>();
        LetterPlace end = scan.read(filter.topics(), from, filter.since(), limit, read -> {
            var wanted = new LinkedHashMap<Letter, ConsumerRecord<byte[], byte[]>>();
            read.forEach(record -> {
                Letter letter = LetterReader.read(record);
                if (filter.matches(letter)) {
                    wanted.put(letter, record);
                }
            });
            Set<String> handled = states.handled(List.copyOf(wanted.keySet())).keySet();
            for (var each : wanted.entrySet()) {
                if (!handled.contains(each.getKey().id()) && !walker.record(each.getKey(), each.getValue())) {
                    var record = each.getValue();
                    stopped.add(new LetterPlace(record.topic(), record.partition(), record.offset()).next());
                    return false;
                }
            }
            return true;
        });
        if (end != null) {
            walker.stoppedAt(LetterCursor.of(stopped.isEmpty() ? end : stopped.getFirst()));
        }
        return end == null;
    }

    private boolean jobs(LetterFilter filter, JobPlace from, Walker walker) {
        JobPlace place = from;
        for (int seen = 0; seen < MOST_JOBS; seen += JOBS) {
            List<FailedJob> page = jobs.page(place, JOBS);
            List<FailedJob> wanted =
                    page.stream().filter(job -> filter.matches(job.letter())).toList();
            Set<String> handled = states.handled(
                            wanted.stream().map(FailedJob::letter).toList())
                    .keySet();
            for (FailedJob job : wanted) {
                if (!handled.contains(job.letter().id()) && !walker.job(job)) {
                    walker.stoppedAt(LetterCursor.of(job.place()));
                    return false;
                }
            }
            if (page.size() < JOBS) {
                return true;
            }
            place = page.getLast().place();
        }
        walker.stoppedAt(LetterCursor.of(place));
        return false;
    }

    /**
     * A letter with what it stands for.
     *
     * @param record null for a job
     * @param job null for a record
     */
    record Found(
            Letter letter,
            @Nullable ConsumerRecord<byte[], byte[]> record,
            @Nullable FailedJob job) {}

    /** Those that are there, open or not, by their ids and in their order. */
    Map<String, Found> findAll(List<String> ids) {
        List<LetterPlace> places = ids.stream()
                .map(LetterPlace::parse)
                .filter(Objects::nonNull)
                .filter(place -> Topics.DEAD_LETTERS.contains(place.topic()))
                .toList();
        var records = places.isEmpty() ? Map.<LetterPlace, ConsumerRecord<byte[], byte[]>>of() : scan.some(places);
        var found = new LinkedHashMap<String, Found>();
        for (String id : ids) {
            if (id.startsWith(Letter.JOB_PREFIX)) {
                jobs.one(id.substring(Letter.JOB_PREFIX.length()))
                        .ifPresent(job -> found.put(id, new Found(job.letter(), null, job)));
                continue;
            }
            LetterPlace place = LetterPlace.parse(id);
            var record = place == null ? null : records.get(place);
            if (record != null) {
                found.put(id, new Found(LetterReader.read(record), record, null));
            }
        }
        return found;
    }

    /** Fills a page, and counts groups where they are wanted. */
    private static final class Collector {

        private final int limit;
        private final boolean grouping;
        private final List<Letter> letters = new ArrayList<>();
        private final Map<List<@Nullable String>, Group> groups = new LinkedHashMap<>();
        private boolean moreGroups;
        private @Nullable LetterCursor behind;
        private @Nullable LetterCursor next;

        Collector(int limit, boolean grouping) {
            this.limit = limit;
            this.grouping = grouping;
        }

        /** @param after the place behind the letter */
        boolean add(Letter letter, LetterCursor after) {
            if (letters.size() < limit) {
                letters.add(letter);
                behind = after;
            } else if (next == null) {
                next = behind;
            }
            if (grouping) {
                group(letter);
            }
            return grouping || next == null;
        }

        private void group(Letter letter) {
            var key = new ArrayList<@Nullable String>();
            key.add(letter.topic());
            key.add(letter.stage());
            key.add(letter.code());
            key.add(letter.tenantId());
            if (groups.size() >= MOST_GROUPS && !groups.containsKey(key)) {
                moreGroups = true;
                return;
            }
            groups.merge(key, Group.of(letter), Group::and);
        }

        Page page(boolean whole) {
            List<Group> counted = grouping
                    ? groups.values().stream()
                            .sorted(Comparator.comparingLong(Group::count).reversed())
                            .toList()
                    : null;
            return new Page(List.copyOf(letters), counted, whole && !moreGroups, next);
        }
    }
}

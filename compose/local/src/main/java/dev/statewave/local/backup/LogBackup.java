package dev.statewave.local.backup;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes what the topics have beyond the state of the database: the rest of the subject log, what producers have put in
 * and nobody has taken over yet, receipts and deliveries that are under way, and the dead letters. All else on Kafka
 * follows from the database.
 */
final class LogBackup {

    /** A dead letter of another stage has an origin on another topic, whose name goes on behind a dot. */
    private static final String ORIGIN_PREFIX = Topics.EPISODES + "-";

    private final TopicReader reader;
    private final Path folder;
    private final String run;

    /** @param run the part of the folder that the files go to */
    LogBackup(TopicReader reader, Path folder, String run) {
        this.reader = reader;
        this.folder = folder;
        this.run = run;
    }

    /** Work on a topic that a group has not done yet. */
    private record Pending(String topic, String group) {}

    /** @param ends of the subject log, for each partition */
    record Written(Map<String, BackupManifest.StoredFile> files, Map<Integer, Long> ends) {}

    /** @param from where the subject log is read from; after the state of the database was taken */
    Written write(Map<Integer, Long> from) throws IOException {
        Files.createDirectories(folder.resolve(run));
        var files = new LinkedHashMap<String, BackupManifest.StoredFile>();
        // The order matters. What was taken over before this is read below, on the log or in its dead letters; what is
        // taken over later is recognized there by where it comes from.
        Map<Integer, Long> takenOver = reader.offsets(ConsumerGroups.NORMALIZER, Topics.EPISODES);
        Set<String> seen = new HashSet<>();
        Map<Integer, Long> ends;
        try (var file = open(Topics.SUBJECT_LOG)) {
            ends = reader.read(Topics.SUBJECT_LOG, from, true, record -> {
                noteOrigin(record, takenOver, seen);
                file.add(record);
            });
            files.putAll(closed(Topics.SUBJECT_LOG, file));
        }
        for (String topic : Topics.DEAD_LETTERS) {
            try (var file = open(topic)) {
                reader.read(topic, Map.of(), false, record -> {
                    noteOrigin(record, takenOver, seen);
                    file.add(record);
                });
                files.putAll(closed(topic, file));
            }
        }
        try (var file = open(Topics.EPISODES)) {
            reader.read(Topics.EPISODES, takenOver, false, record -> {
                if (!seen.contains(ORIGIN_PREFIX + record.partition() + "@" + record.offset())) {
                    file.add(record);
                }
            });
            files.putAll(closed(Topics.EPISODES, file));
        }
        for (Pending pending : pending()) {
            Map<Integer, Long> done = reader.offsets(pending.group(), pending.topic());
            try (var file = open(pending.topic())) {
                reader.read(pending.topic(), done, false, file::add);
                files.putAll(closed(pending.topic(), file));
            }
        }
        FolderSync.folder(folder.resolve(run));
        return new Written(files, ends);
    }

    private static List<Pending> pending() {
        var pending = new ArrayList<>(List.of(
                new Pending(Topics.RECEIPTS, ConsumerGroups.RECEIPTS),
                new Pending(Topics.EVENTS, ConsumerGroups.WEBHOOKS),
                new Pending(Topics.WEBHOOKS, ConsumerGroups.WEBHOOK_DELIVERIES)));
        for (int attempt = 1; attempt <= Topics.WEBHOOK_RETRIES; attempt++) {
            pending.add(new Pending(Topics.webhookRetry(attempt), ConsumerGroups.webhookRetry(attempt)));
        }
        return pending;
    }

    /** Notes which record of a producer this was, unless it had been taken over before. */
    private static void noteOrigin(StoredRecord record, Map<Integer, Long> takenOver, Set<String> seen) {
        for (StoredRecord.StoredHeader header : record.headers()) {
            byte[] value = header.value();
            if (!header.name().equals(RecordHeaders.ORIGIN) || value == null) {
                continue;
            }
            String origin = new String(value, StandardCharsets.UTF_8);
            int at = origin.lastIndexOf('@');
            if (at < 0 || !origin.startsWith(ORIGIN_PREFIX)) {
                continue;
            }
            int partition = Integer.parseInt(origin.substring(ORIGIN_PREFIX.length(), at));
            if (Long.parseLong(origin.substring(at + 1)) >= takenOver.getOrDefault(partition, 0L)) {
                seen.add(origin);
            }
        }
    }

    private RecordFile open(String topic) throws IOException {
        return new RecordFile(folder.resolve(name(topic)));
    }

    private String name(String topic) {
        return run + "/" + topic + ".jsonl.gz";
    }

    private Map<String, BackupManifest.StoredFile> closed(String topic, RecordFile file) throws IOException {
        file.close();
        Path path = folder.resolve(name(topic));
        return Map.of(
                name(topic), new BackupManifest.StoredFile(Files.size(path), Sha256.of(path), file.records(), topic));
    }
}

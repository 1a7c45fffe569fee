package dev.statewave.worker.receipts;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.kafka.BatchHandler;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores receipts in the order of their partition, each in a transaction of its own: it locks the subject, and only the
 * writer of the log may lock several.
 */
final class ReceiptListener implements BatchHandler {

    private static final Logger log = LoggerFactory.getLogger(ReceiptListener.class);

    private final ReceiptRepository receipts;

    ReceiptListener(ReceiptRepository receipts) {
        this.receipts = receipts;
    }

    @Override
    public void handle(List<ConsumerRecord<String, byte[]>> records) {
        // All of them are read before the first is stored: a batch with an unreadable one is repeated one by one.
        records.stream().map(ReceiptListener::read).toList().forEach(this::store);
    }

    private record Read(SubjectKey key, ReceiptIssued receipt) {}

    private static Read read(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            throw new InvalidRecordException("unreadable", "The record has no key.");
        }
        ReceiptIssued receipt = ReceiptIssued.read(record.value());
        return new Read(SubjectKey.parse(new SubjectKey(record.key(), receipt.subjectId()).encoded()), receipt);
    }

    private void store(Read read) {
        if (!receipts.store(read.key(), read.receipt())) {
            log.debug(
                    "The receipt {} is stored already, or its subject is erased",
                    read.receipt().receiptId());
        }
    }
}

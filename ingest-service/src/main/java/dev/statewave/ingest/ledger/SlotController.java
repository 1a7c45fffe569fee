package dev.statewave.ingest.ledger;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/replication-slots}. */
@RestController
class SlotController {

    private final ReplicationSlots slots;

    SlotController(ReplicationSlots slots) {
        this.slots = slots;
    }

    record SlotsBody(List<ReplicationSlots.Slot> slots) {}

    @GetMapping("/admin/replication-slots")
    Mono<SlotsBody> slots() {
        return slots.slots().map(SlotsBody::new);
    }
}

package dev.statewave.context.receipts.read;

import dev.statewave.context.admin.AdminQuery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /admin/receipts} and one of them: of all tenants, or of one. */
@RestController
class AdminReceiptController {

    private final ReceiptRepository receipts;

    AdminReceiptController(ReceiptRepository receipts) {
        this.receipts = receipts;
    }

    /** @param nextCursor for the next page; null where this one is the last */
    record ReceiptsBody(List<JsonNode> receipts, @Nullable String nextCursor, int limit) {}

    @GetMapping("/admin/receipts")
    Mono<ReceiptsBody> list(@RequestParam Map<String, String> parameters) {
        AdminQuery admin = new AdminQuery(parameters);
        String tenant = admin.tenant();
        String subject = admin.text("subject_id", 256);
        ReceiptQuery query = ReceiptQuery.read(admin.fields());
        admin.check();
        query.checkCursor();
        return receipts.page(subject, tenant, query)
                .map(page -> new ReceiptsBody(
                        page.receipts().stream().map(StoredReceipt::listed).toList(), page.next(), query.limit()));
    }

    @GetMapping("/admin/receipts/{receiptId}")
    Mono<JsonNode> one(@PathVariable String receiptId, @RequestParam Map<String, String> parameters) {
        AdminQuery admin = new AdminQuery(parameters);
        String tenant = admin.tenant();
        admin.check();
        return receipts.find(receiptId, tenant).map(StoredReceipt::chained);
    }
}

package dev.statewave.context.receipts.read;

import dev.statewave.context.receipts.signing.SigningKeys;
import dev.statewave.context.receipts.signing.Verification;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /v1/receipts}, one of them, and whether its signature holds. */
@RestController
class ReceiptController {

    private final ReceiptRepository receipts;
    private final SigningKeys keys;

    ReceiptController(ReceiptRepository receipts, SigningKeys keys) {
        this.receipts = receipts;
        this.keys = keys;
    }

    /** @param nextCursor for the next page; null where this one is the last */
    record ReceiptsBody(List<JsonNode> receipts, @Nullable String nextCursor) {}

    @GetMapping("/v1/receipts")
    Mono<ReceiptsBody> list(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        FieldReader fields = FieldReader.query(parameters);
        String subject = fields.requiredId("subject_id");
        ReceiptQuery query = ReceiptQuery.read(fields);
        fields.check();
        query.checkCursor();
        return receipts.page(subject, tenant, query)
                .map(page -> new ReceiptsBody(
                        page.receipts().stream().map(StoredReceipt::listed).toList(), page.next()));
    }

    @GetMapping("/v1/receipts/{receiptId}")
    Mono<JsonNode> one(
            @PathVariable String receiptId,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        return receipts.find(receiptId, tenant).map(StoredReceipt::detailed);
    }

    @GetMapping("/v1/receipts/{receiptId}/verify")
    Mono<Verification> verify(
            @PathVariable String receiptId,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        return receipts.find(receiptId, tenant)
                .map(receipt -> Verification.of(keys, receipt.body(), receipt.signature()));
    }
}

package dev.statewave.context.receipts.replay;

import dev.statewave.context.bundle.ReceiptedContexts;
import dev.statewave.context.bundle.RecordedRequest;
import dev.statewave.context.handoff.HandoffBriefs;
import dev.statewave.context.receipts.Answered;
import dev.statewave.context.receipts.Caller;
import dev.statewave.context.receipts.Making;
import dev.statewave.context.receipts.ReceiptEntry;
import dev.statewave.context.receipts.ReceiptIssuer;
import dev.statewave.context.receipts.RecordedPolicy;
import dev.statewave.context.receipts.Sha256;
import dev.statewave.context.receipts.read.ReceiptRepository;
import dev.statewave.context.receipts.read.ReplayableReceipt;
import dev.statewave.context.receipts.recipe.Recipe;
import dev.statewave.context.receipts.recipe.Source;
import dev.statewave.context.tenants.TenantRulesRepository;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.policy.InvalidPolicyException;
import dev.statewave.contract.policy.PolicyAction;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.policy.PolicyMode;
import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.policy.PolicyViews;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Makes again what a receipt tells of. At the present the question is asked anew, with the code and the memories of
 * now; at the time of the receipt its text is put together of what is stored, as it was then, whatever became of its
 * memories since. The latter is tried in both cases.
 */
@Component
class Replays {

    private final ReceiptRepository receipts;
    private final SourceRepository sources;
    private final ReceiptedContexts contexts;
    private final HandoffBriefs handoffs;
    private final ReceiptIssuer issuer;
    private final TenantRulesRepository tenants;
    private final PolicyViews policies;
    private final WorkThreads threads;

    Replays(
            ReceiptRepository receipts,
            SourceRepository sources,
            ReceiptedContexts contexts,
            HandoffBriefs handoffs,
            ReceiptIssuer issuer,
            TenantRulesRepository tenants,
            PolicyViews policies,
            WorkThreads threads) {
        this.receipts = receipts;
        this.sources = sources;
        this.contexts = contexts;
        this.handoffs = handoffs;
        this.issuer = issuer;
        this.tenants = tenants;
        this.policies = policies;
        this.threads = threads;
    }

    /** Of which time. */
    enum At {
        NOW,
        RECEIPT;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A receipt that can be replayed. */
    private record Original(ReplayableReceipt receipt, JsonNode body, JsonNode request, Recipe recipe) {}

    /** The texts that there are of what an answer was made of, and what they make. */
    private record Reproduced(
            Map<Recipe.Ref, String> texts,
            Recipe.Made made,
            @Nullable String hash,
            boolean mayBeShown) {

        /** The text is for those alone who may see all that it was made of. */
        ReplayBody.Reproduction body(Original original, boolean withText) {
            String before = original.body().at("/output/context_hash").asString("");
            return new ReplayBody.Reproduction(
                    hash,
                    before.equals(hash),
                    made.gone().stream()
                            .map(ref -> new ReplayBody.Gone(
                                    ref.kind() == Source.Kind.MEMORY ? "memory" : "episode", ref.id()))
                            .toList(),
                    withText && mayBeShown ? made.text() : null,
                    withText && !mayBeShown ? true : null);
        }
    }

    /** What somebody is shown of a subject, and of its past. */
    interface Reader {
        Mono<PolicyView> view(String subject, @Nullable String tenant);
    }

    /** An error 404 where the tenant has no such receipt, 422 where it cannot be replayed. */
    Mono<ReplayBody> replay(String id, @Nullable String tenant, At at, Reader reader) {
        return receipts.findReplayable(id, tenant)
                .publishOn(threads.scheduler())
                .map(Replays::checked)
                .flatMap(original -> reader.view(
                                original.receipt().subject(), original.receipt().tenant())
                        .flatMap(view -> sources.texts(
                                        original.receipt().subject(),
                                        original.receipt().tenant(),
                                        original.recipe().sources())
                                .publishOn(threads.scheduler())
                                .map(texts -> reproduced(original, texts, view)))
                        .flatMap(reproduced -> replayed(original, reproduced, at)));
    }

    private static Original checked(ReplayableReceipt receipt) {
        JsonNode body = Json.tree(receipt.body());
        if (ReceiptIssuer.REPLAY.equals(body.path("mode").asString(""))) {
            throw unreplayable("nested_replay", "The receipt is of a replay: replay its parent.");
        }
        if (!body.path("policy_snapshot").isObject()) {
            throw unreplayable("missing_policy_snapshot", "The receipt does not tell which policy was active.");
        }
        if (receipt.request() == null || receipt.recipe() == null) {
            throw unreplayable("missing_request", "The receipt is of a version that did not note the request.");
        }
        return new Original(receipt, body, Json.tree(receipt.request()), Recipe.parse(receipt.recipe()));
    }

    private static ApiException unreplayable(String reason, String message) {
        return ApiException.of(422, "unreplayable." + reason, message);
    }

    private static Reproduced reproduced(Original original, Map<Recipe.Ref, String> texts, PolicyView view) {
        Recipe.Made made = original.recipe().make(texts);
        String text = made.text();
        return new Reproduced(texts, made, text == null ? null : Sha256.hex(text), mayBeShown(original, view));
    }

    /** A memory of a few characters stands in the recipe itself, so all that was chosen is asked for. */
    private static boolean mayBeShown(Original original, PolicyView view) {
        if (view.isOpen()) {
            return true;
        }
        Set<String> redacted = original.body()
                .at("/policy/filters_applied")
                .valueStream()
                .filter(filter -> PolicyAction.REDACT.wire().equals(text(filter.path("action"))))
                .map(filter -> filter.path("memory_id").asString(""))
                .collect(Collectors.toSet());
        boolean enforced = PolicyMode.ENFORCE.wire().equals(text(original.body().at("/policy/mode")));
        return original.recipe().sources().stream().allMatch(source -> isShown(source, view))
                && original.body()
                        .path("selected_entries")
                        .valueStream()
                        .filter(entry -> !enforced
                                || !redacted.contains(entry.path("memory_id").asString("")))
                        .map(Replays::ref)
                        .allMatch(source -> isShown(source, view));
    }

    private static Recipe.Ref ref(JsonNode entry) {
        return entry.has("memory_id")
                ? new Recipe.Ref(
                        Source.Kind.MEMORY,
                        UUID.fromString(entry.path("memory_id").asString()))
                : new Recipe.Ref(
                        Source.Kind.EPISODE,
                        UUID.fromString(entry.path("episode_id").asString()));
    }

    private static boolean isShown(Recipe.Ref source, PolicyView view) {
        return source.kind() == Source.Kind.EPISODE
                ? !view.hidesEpisode(source.id())
                : !view.hides(source.id()) && !view.redacts(source.id());
    }

    private Mono<ReplayBody> replayed(Original original, Reproduced reproduced, At at) {
        return answered(original, reproduced, at)
                .flatMap(answered -> written(original, answered))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .map(written -> body(original, reproduced, at, written.orElse(null)));
    }

    /** Empty where something that it was made of is gone. */
    private Mono<Answered> answered(Original original, Reproduced reproduced, At at) {
        ReplayableReceipt receipt = original.receipt();
        String task = original.body().path("task").asString("");
        if (at == At.RECEIPT) {
            return Mono.justOrEmpty(reproduced.made().text()).map(text -> original(original, reproduced, text));
        }
        JsonNode request = original.request();
        return viewOfThen(original)
                .flatMap(view -> "handoff".equals(request.path("kind").asString(""))
                        ? handoffs.again(new HandoffBriefs.Request(
                                receipt.subject(),
                                receipt.tenant(),
                                view,
                                request.path("session_id").asString(""),
                                task,
                                request.path("max_tokens").asInt()))
                        : contexts.again(
                                RecordedRequest.read(request, receipt.subject(), receipt.tenant(), task, view)));
    }

    /** What the caller of the original would be shown now, by the bundle that held then. */
    private Mono<PolicyView> viewOfThen(Original original) {
        JsonNode body = original.body();
        return Mono.defer(() -> policies.ofBundle(
                        original.receipt().subject(),
                        original.receipt().tenant(),
                        new PolicyCaller(text(body.path("caller_id")), text(body.path("caller_type"))),
                        text(body.at("/policy_snapshot/bundle_yaml")),
                        PolicyMode.of(text(body.at("/policy/mode")), PolicyMode.LOG_ONLY),
                        RecordedRequest.isOfThePast(original.request())))
                .onErrorMap(
                        InvalidPolicyException.class,
                        invalid -> unreplayable(
                                "invalid_snapshot",
                                "The bundle in the receipt is none that this version reads: " + invalid.getMessage()));
    }

    /** What was answered, as its receipt tells it. */
    private static Answered original(Original original, Reproduced reproduced, String text) {
        JsonNode body = original.body();
        List<ReceiptEntry> entries = body.path("selected_entries")
                .valueStream()
                .map(ReceiptEntry::read)
                .toList();
        return new Answered(
                original.receipt().subject(),
                original.receipt().tenant(),
                body.path("task").asString(""),
                WireTime.parse(body.path("as_of").asString()),
                entries,
                null,
                text,
                body.at("/output/token_estimate").asInt(),
                PolicyView.OPEN,
                new Making(
                        body.at("/ranking/version").asString(""),
                        text(body.at("/ranking/embedding_model")),
                        original.request(),
                        reproduced.texts().entrySet().stream()
                                .map(found -> new Source(
                                        found.getKey().kind(), found.getKey().id(), found.getValue()))
                                .toList(),
                        new RecordedPolicy(body.path("policy"), body.path("policy_snapshot"))));
    }

    /** Empty where no receipt was written. */
    private Mono<ReceiptIssued> written(Original original, Answered answered) {
        JsonNode body = original.body();
        var caller = new Caller(
                true,
                text(body.path("query_id")),
                text(body.path("task_id")),
                original.receipt().id(),
                text(body.path("caller_id")),
                text(body.path("caller_type")));
        return tenants.find(original.receipt().tenant()).flatMap(rules -> issuer.replay(rules, caller)
                .map(order -> order.write(answered).flatMap(Mono::justOrEmpty))
                .orElseGet(Mono::empty));
    }

    private static ReplayBody body(Original original, Reproduced reproduced, At at, @Nullable ReceiptIssued written) {
        JsonNode replay = written == null ? null : Json.tree(written.body());
        return new ReplayBody(
                original.receipt().id(),
                written == null ? null : written.receiptId(),
                at.wire(),
                Difference.between(original.body(), replay),
                reproduced.body(original, at == At.RECEIPT),
                new ReplayBody.Rankings(ranking(original.body()), replay == null ? null : ranking(replay)));
    }

    private static @Nullable JsonNode ranking(JsonNode receipt) {
        JsonNode ranking = receipt.path("ranking");
        return ranking.isObject() ? ranking : null;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? Objects.requireNonNull(value.asString()) : null;
    }
}

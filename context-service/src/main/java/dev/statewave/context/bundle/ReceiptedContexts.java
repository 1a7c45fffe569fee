package dev.statewave.context.bundle;

import dev.statewave.context.receipts.Answered;
import dev.statewave.context.receipts.Caller;
import dev.statewave.context.receipts.ExcludedEntry;
import dev.statewave.context.receipts.Making;
import dev.statewave.context.receipts.ReceiptEntry;
import dev.statewave.context.receipts.ReceiptIssuer;
import dev.statewave.context.receipts.recipe.Source;
import dev.statewave.context.tenants.TenantRules;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Contexts, and receipts of them where the caller or its tenant wants one. */
@Component
public class ReceiptedContexts {

    private final ContextAssembler contexts;
    private final ReceiptIssuer receipts;
    private final Clock clock;

    ReceiptedContexts(ContextAssembler contexts, ReceiptIssuer receipts, Clock clock) {
        this.contexts = contexts;
        this.receipts = receipts;
        this.clock = clock;
    }

    /** @param rules of the tenant of the request */
    Mono<ContextBody> of(ContextRequest request, TenantRules rules, Caller caller) {
        return receipts.order(rules, caller)
                .map(order -> receipted(request, order))
                .orElseGet(() -> contexts.of(request));
    }

    /** As it would be answered at this moment, with what its receipt would tell. */
    public Mono<Answered> again(ContextRequest request) {
        Instant asOf = moment(request);
        return contexts.of(request.explained()).map(body -> answered(request, body, asOf));
    }

    private Instant moment(ContextRequest request) {
        AsOf asked = request.asOf();
        return asked == null ? WireTime.micros(clock.instant()) : asked.knownAt();
    }

    /** The explanation, which changes nothing of the context, tells the receipt what was ranked where. */
    private Mono<ContextBody> receipted(ContextRequest request, ReceiptIssuer.Order order) {
        Instant asOf = moment(request);
        return contexts.of(request.explained())
                .flatMap(body -> order.issue(answered(request, body, asOf)).map(id -> {
                    ContextBody receipted = body.withReceipt(id.orElse(null));
                    return request.options().explain() ? receipted : receipted.unexplained();
                }));
    }

    private Answered answered(ContextRequest request, ContextBody body, Instant asOf) {
        return new Answered(
                request.subject(),
                request.tenant(),
                request.task(),
                asOf,
                selected(body),
                excluded(body),
                body.assembledContext(),
                body.tokenEstimate(),
                request.view(),
                new Making(
                        contexts.name(),
                        body.embeddingModel(),
                        RecordedRequest.of(request),
                        texts(body, request.view()),
                        null));
    }

    /** What is redacted stands in the context as it was shown, and is no copy of what is stored. */
    private static List<Source> texts(ContextBody body, PolicyView view) {
        var texts = new ArrayList<Source>();
        Stream.concat(body.facts().stream(), body.procedures().stream())
                .filter(memory -> !view.redacts(memory.id()))
                .forEach(memory -> texts.add(Source.of(memory)));
        body.episodes().forEach(episode -> texts.add(Source.of(episode)));
        return texts;
    }

    /** Something in the context, which becomes an entry once its rank is known. */
    private record Selected(UUID id, Placing placing) {}

    private interface Placing {
        ReceiptEntry at(int rank, @Nullable Double score);
    }

    /** By their place among the candidates; what was no candidate stands behind, in the order of the context. */
    private static List<ReceiptEntry> selected(ContextBody body) {
        var places = new HashMap<UUID, Integer>();
        var scores = new HashMap<UUID, Double>();
        List<Candidate> candidates = body.candidates() == null ? List.of() : body.candidates();
        for (Candidate candidate : candidates) {
            places.putIfAbsent(candidate.id(), places.size());
            scores.putIfAbsent(candidate.id(), candidate.score());
        }
        List<Selected> all = Stream.concat(
                        Stream.concat(body.facts().stream(), body.procedures().stream())
                                .map(memory -> new Selected(
                                        memory.id(), (rank, score) -> ReceiptEntry.of(memory, rank, score))),
                        body.episodes().stream()
                                .map(episode -> new Selected(
                                        episode.id(), (rank, score) -> ReceiptEntry.of(episode, rank, score))))
                .sorted(Comparator.comparingInt(one -> places.getOrDefault(one.id(), Integer.MAX_VALUE)))
                .toList();
        return ranked(all, scores);
    }

    private static List<ReceiptEntry> ranked(List<Selected> all, Map<UUID, Double> scores) {
        var entries = new ArrayList<ReceiptEntry>(all.size());
        for (Selected one : all) {
            entries.add(one.placing().at(entries.size() + 1, scores.get(one.id())));
        }
        return entries;
    }

    /** In the layout {@code stable}, what the beginning holds is no chosen candidate and no excluded one. */
    private static @Nullable List<ExcludedEntry> excluded(ContextBody body) {
        if (body.candidates() == null) {
            return null;
        }
        Set<UUID> included = Stream.of(body.facts(), body.procedures())
                .flatMap(List::stream)
                .map(MemoryBody::id)
                .collect(Collectors.toSet());
        body.episodes().forEach(episode -> included.add(episode.id()));
        return body.candidates().stream()
                .filter(candidate -> !candidate.chosen() && !included.contains(candidate.id()))
                // What the policy leaves out is told whatever else was.
                .sorted(Comparator.comparing(candidate -> !candidate.isDenied()))
                .limit(ExcludedEntry.MOST)
                .map(candidate ->
                        ExcludedEntry.of(candidate.id(), candidate.kind(), candidate.score(), candidate.reason()))
                .toList();
    }
}

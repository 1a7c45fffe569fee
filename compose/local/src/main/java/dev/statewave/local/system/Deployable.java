package dev.statewave.local.system;

import dev.statewave.context.ContextService;
import dev.statewave.gateway.ApiGateway;
import dev.statewave.ingest.IngestService;
import dev.statewave.webhooks.WebhookDispatcher;
import dev.statewave.worker.CompileWorker;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;

/** The five deployables. This is the one place that knows their classes. */
public enum Deployable {
    API_GATEWAY("api-gateway", ApiGateway.class, ApiGateway::application),
    INGEST_SERVICE("ingest-service", IngestService.class, IngestService::application),
    COMPILE_WORKER("compile-worker", CompileWorker.class, CompileWorker::application),
    CONTEXT_SERVICE("context-service", ContextService.class, ContextService::application),
    WEBHOOK_DISPATCHER("webhook-dispatcher", WebhookDispatcher.class, WebhookDispatcher::application);

    private final String title;
    private final Class<?> main;
    private final Supplier<SpringApplication> application;

    Deployable(String title, Class<?> main, Supplier<SpringApplication> application) {
        this.title = title;
        this.main = main;
        this.application = application;
    }

    /** The name of its folder, its container and its logs. */
    public String title() {
        return title;
    }

    /** The class to run it as a process of its own. */
    public String mainClass() {
        return main.getName();
    }

    /** To run it in this process. */
    public SpringApplication application() {
        return application.get();
    }
}

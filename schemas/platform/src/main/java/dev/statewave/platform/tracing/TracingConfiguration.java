package dev.statewave.platform.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The traces of a deployable, and the spans of what it answers over HTTP. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
public class TracingConfiguration {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    /** Characters of an attribute's value. */
    private static final int LONGEST_VALUE = 256;

    private static final SpanLimits LIMITS = SpanLimits.builder()
            .setMaxAttributeValueLength(LONGEST_VALUE)
            .setMaxNumberOfAttributes(32)
            .setMaxNumberOfEvents(8)
            .setMaxNumberOfLinks(16)
            .build();

    @Bean
    Tracing tracing(TracingSettings settings, Environment environment, MeterRegistry metrics) {
        return settings.on()
                ? tracing(
                        ExporterVariables.read(environment::getProperty),
                        environment.getProperty("spring.application.name", "statewave"),
                        metrics)
                : Tracing.OFF;
    }

    @Bean
    @ConditionalOnProperty(name = "statewave.tracing", havingValue = "otlp")
    TraceFilter traceFilter(Tracing tracing) {
        return new TraceFilter(tracing);
    }

    private static Tracing tracing(ExporterVariables variables, String deployable, MeterRegistry metrics) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(variables.endpoint())
                .setHeaders(variables::headers)
                .setConnectTimeout(CONNECT)
                .setTimeout(REQUEST)
                .build();
        var attributes = Attributes.builder();
        variables.resource().forEach(attributes::put);
        attributes.put("service.namespace", "statewave");
        attributes.put("service.name", variables.serviceName() == null ? deployable : variables.serviceName());
        return new Tracing(SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(attributes.build())))
                .setSampler(variables.sampler())
                .setSpanLimits(LIMITS)
                .addSpanProcessor(new SpanQueue(exporter, metrics))
                .build());
    }
}

package dev.statewave.worker;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the settings say that this process plays the role of a {@link ConditionalOnRole}. */
final class OnRole implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Map<String, Object> attributes =
                Objects.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnRole.class.getName()));
        WorkerSettings settings = Binder.get(context.getEnvironment()).bindOrCreate("statewave", WorkerSettings.class);
        return settings.plays((Role) Objects.requireNonNull(attributes.get("value")));
    }
}

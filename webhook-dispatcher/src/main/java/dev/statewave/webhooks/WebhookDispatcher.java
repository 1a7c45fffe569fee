package dev.statewave.webhooks;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import dev.statewave.platform.pauses.TenantPausesConfiguration;
import dev.statewave.platform.postgres.WorkPoolConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Import;

/** The deployable that relays events and delivers webhooks. */
@Deployable
@Import({WorkPoolConfiguration.class, TenantPausesConfiguration.class})
public class WebhookDispatcher {

    public static SpringApplication application() {
        return DeployableDefaults.application(WebhookDispatcher.class, "webhook-dispatcher");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}

package dev.statewave.webhooks;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import org.springframework.boot.SpringApplication;

/** The deployable that relays events and delivers webhooks. */
@Deployable
public class WebhookDispatcher {

    public static SpringApplication application() {
        return DeployableDefaults.application(WebhookDispatcher.class, "webhook-dispatcher");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}

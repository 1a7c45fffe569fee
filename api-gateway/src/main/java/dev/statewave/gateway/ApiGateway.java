package dev.statewave.gateway;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayMetricsAutoConfiguration;

/** The edge: the one part that clients talk to. */
@Deployable
@ImportAutoConfiguration({
    RefreshAutoConfiguration.class,
    GatewayAutoConfiguration.class,
    GatewayMetricsAutoConfiguration.class
})
public class ApiGateway {

    public static SpringApplication application() {
        return DeployableDefaults.application(ApiGateway.class, "api-gateway");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}

package dev.statewave.platform.deployable;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * On the application class of each deployable. The auto-configurations are listed (in {@code META-INF/spring}) and not
 * guessed from the class path, because on one machine all deployables share one process and so one class path.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration
@ComponentScan
@ConfigurationPropertiesScan
@Import(DeployableDefaults.class)
public @interface Deployable {}

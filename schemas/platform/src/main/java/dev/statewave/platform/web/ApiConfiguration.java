package dev.statewave.platform.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a service behind the gateway has: request ids and error answers. To be imported. */
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration {

    @Bean
    RequestIdFilter requestIdFilter() {
        return new RequestIdFilter();
    }

    @Bean
    ApiExceptionHandler apiExceptionHandler() {
        return new ApiExceptionHandler(ApiErrors::of);
    }
}

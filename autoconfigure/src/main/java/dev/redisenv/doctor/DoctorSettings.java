package dev.redisenv.doctor;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What no variable says about who may use the same keys.
 *
 * @param dedicated whether the application refuses to start where its keys belong to
 * another installation
 * @param installation name of the installation, the same in all of its instances; not set
 * is spring.application.name
 */
@ConfigurationProperties("redis-env")
record DoctorSettings(@DefaultValue("false") boolean dedicated, @Nullable String installation) {

}

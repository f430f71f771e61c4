package dev.redisenv.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/**
 * The application. It runs on the Redis that the environment names, and in memory where
 * the environment names none.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableCaching
public class SampleApplication {

	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}

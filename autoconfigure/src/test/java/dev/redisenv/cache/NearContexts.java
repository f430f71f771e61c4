package dev.redisenv.cache;

import java.util.Objects;

import dev.redisenv.near.NearCache;
import dev.redisenv.near.NearCaches.Keeping;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.awaitility.Awaitility.await;

/**
 * What near caches of an application are.
 */
final class NearContexts {

	private static final String ARTICLES = "articles";

	private NearContexts() {
	}

	static Cache cache(ConfigurableApplicationContext context) {
		return cache(context, ARTICLES);
	}

	static Cache cache(ConfigurableApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(CacheManager.class).getCache(name));
	}

	static NearCache near(ConfigurableApplicationContext context) {
		return near(context, ARTICLES);
	}

	static NearCache near(ConfigurableApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(CacheEngine.class).nearByName().get(name));
	}

	static Keeping keeping(ConfigurableApplicationContext context) {
		return context.getBean(CacheEngine.class).near().keeping();
	}

	/**
	 * Waits until a value comes from memory.
	 */
	static void awaitCopy(ConfigurableApplicationContext context, String key) {
		awaitCopy(context, ARTICLES, key);
	}

	static void awaitCopy(ConfigurableApplicationContext context, String name, String key) {
		Cache cache = cache(context, name);
		NearCache near = near(context, name);
		long hits = near.hits();
		await().until(() -> cache.get(key) != null && near.hits() > hits);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

}

package dev.redisenv.sample.cache;

import java.util.Collection;
import java.util.List;

import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.AbstractCacheResolver;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.stereotype.Component;

/**
 * Takes the cache that the first argument of the cached method names. An application that
 * knows its caches names them in the annotation instead.
 */
@Component
final class NamedCacheResolver extends AbstractCacheResolver {

	NamedCacheResolver(CacheManager caches) {
		super(caches);
	}

	@Override
	protected Collection<String> getCacheNames(CacheOperationInvocationContext<?> context) {
		return List.of((String) context.getArgs()[0]);
	}

}

package dev.redisenv.credentials;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What no variable says about a cache of AWS, for where its endpoint has a name of
 * somebody else.
 *
 * @param cacheName name of the replication group, the serverless cache or the MemoryDB
 * cluster; not set is the one in the endpoint's name
 * @param service the service that the cache belongs to, where its name is set
 */
@ConfigurationProperties("redis-env.aws")
record AwsSettings(@Nullable String cacheName, @DefaultValue("elasticache") AwsService service) {

}

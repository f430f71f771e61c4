package dev.redisenv.contract;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a connection is built from.
 *
 * @param urls the servers
 * @param tls whether links are encrypted
 * @param options what was said by option name, the strongest voice already chosen
 * @param isCluster whether it is a cluster
 * @param sentinels the Sentinels; empty where there are none
 * @param iam who issues tokens; {@code null} without tokens
 */
record ConnectionDraft(RedisUrls urls, boolean tls, Map<UrlOption, Value> options, boolean isCluster,
		List<Node> sentinels, @Nullable Value iam) {

}

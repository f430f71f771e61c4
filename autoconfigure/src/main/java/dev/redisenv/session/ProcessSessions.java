package dev.redisenv.session;

import java.util.Map;

import dev.redisenv.contract.LocationOrigin;
import dev.redisenv.contract.RedisVariable;
import dev.redisenv.status.FeatureStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says that sessions stay where the servlet container keeps them, and why.
 */
final class ProcessSessions implements FeatureStatus, SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(ProcessSessions.class);

	private final LocationOrigin origin;

	private final Map<String, Object> details;

	ProcessSessions(LocationOrigin origin, Map<String, Object> details) {
		this.origin = origin;
		this.details = details;
	}

	@Override
	public void afterSingletonsInstantiated() {
		log.info("Sessions stay in this process, end with it and are not shared: " + switch (this.origin) {
			case OFF -> RedisVariable.USE_REDIS + " is false";
			case NOBODY -> "nothing says where Redis is (" + RedisVariable.REDIS_URI + ")";
			case VARIABLES, APPLICATION -> "the application has no session repository";
		});
	}

	@Override
	public String feature() {
		return "session";
	}

	@Override
	public Report report() {
		return new Report(null, this.details);
	}

}

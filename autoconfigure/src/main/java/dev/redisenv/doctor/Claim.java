package dev.redisenv.doctor;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import dev.redisenv.contract.InvalidRedisSettingsException;
import dev.redisenv.contract.Problem;
import dev.redisenv.key.KeyPrefix;
import dev.redisenv.status.FeatureStatus;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisStringCommands.SetOption;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Takes the keys of a dedicated installation into possession, before the application does
 * anything with them: the first installation writes its name, every other one does not
 * start. Where Redis does not answer at the start, that is made up for at the first
 * contact; an application that finds its keys taken then runs on, and says so.
 */
final class Claim implements SmartLifecycle, FeatureStatus {

	private static final Log log = LogFactory.getLog(Claim.class);

	/**
	 * How long the start waits for a Redis that it does not need.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(2);

	private final Installation installation;

	private final KeyPrefix prefix;

	private final RedisConnectionFactory connectionFactory;

	/** What is wrong, found out after the start. */
	private volatile @Nullable Problem problem;

	private volatile boolean running;

	Claim(Installation installation, KeyPrefix prefix, RedisConnectionFactory connectionFactory) {
		this.installation = installation;
		this.prefix = prefix;
		this.connectionFactory = connectionFactory;
	}

	/**
	 * After a start that needs Redis has found it, before what listens.
	 */
	@Override
	public int getPhase() {
		return 2;
	}

	/**
	 * Makes the claim.
	 * @throws InvalidRedisSettingsException where the keys belong to somebody else, or
	 * the installation has no name
	 */
	@Override
	public void start() {
		String name = this.installation.name();
		if (name == null) {
			throw new InvalidRedisSettingsException(List.of(nameless()));
		}
		FutureTask<@Nullable Problem> claim = new FutureTask<>(() -> claim(name));
		run(claim);
		try {
			Problem problem = claim.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
			if (problem != null) {
				throw new InvalidRedisSettingsException(List.of(problem));
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			log.warn("Whether another installation uses the same keys is asked when Redis answers");
			if (this.connectionFactory instanceof LettuceConnectionFactory lettuce) {
				LateClaim.at(lettuce, () -> claimLate(name));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private static void run(Runnable action) {
		Thread thread = new Thread(action, "redis-installation");
		thread.setDaemon(true);
		thread.start();
	}

	private @Nullable Problem claim(String name) {
		byte[] key = this.installation.key().getBytes(StandardCharsets.UTF_8);
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			RedisStringCommands strings = connection.stringCommands();
			strings.set(key, name.getBytes(StandardCharsets.UTF_8), Expiration.persistent(), SetOption.ifAbsent());
			byte[] value = strings.get(key);
			String owner = (value != null) ? new String(value, StandardCharsets.UTF_8) : name;
			return owner.equals(name) ? null : taken(name, owner);
		}
	}

	/**
	 * Returns whether it is known now whose the keys are.
	 */
	private boolean claimLate(String name) {
		try {
			Problem problem = claim(name);
			this.problem = problem;
			if (problem != null) {
				log.error(problem.fault() + " Write instead: " + problem.remedy());
			}
			return true;
		}
		catch (DataAccessException ex) {
			log.debug("Not yet", ex);
			return false;
		}
	}

	@Override
	public String feature() {
		return "installation";
	}

	@Override
	public Report report() {
		Problem problem = this.problem;
		return new Report((problem != null) ? problem.fault() : null,
				Map.of("name", String.valueOf(this.installation.name()), "key", this.installation.key()));
	}

	private static Problem nameless() {
		return new Problem("redis-env.dedicated", "redis-env.dedicated is true, but the installation has no name.",
				"spring.application.name and redis-env.installation", "nothing",
				"a name, the same in all instances of the installation", "redis-env.installation=chat-production");
	}

	private Problem taken(String name, String owner) {
		String prefix = this.prefix.prefix();
		return new Problem("redis-env.dedicated",
				"redis-env.dedicated is true, but %s to the installation \"%s\".".formatted(
						(prefix != null) ? "the prefix %s belongs".formatted(prefix) : "these keys belong", owner),
				"key %s in Redis".formatted(this.installation.key()), owner,
				"%s, the name of this installation; where %s is gone, delete the key %s".formatted(name, owner,
						this.installation.key()),
				"REDIS_KEY_PREFIX=" + ((prefix != null) ? prefix + "-2" : "my-app"));
	}

	/**
	 * Acts when a link opens, until that has led to something.
	 */
	private static final class LateClaim implements RedisConnectionStateListener {

		private final AbstractRedisClient client;

		private final BooleanSupplier action;

		private final AtomicBoolean acting = new AtomicBoolean();

		private LateClaim(AbstractRedisClient client, BooleanSupplier action) {
			this.client = client;
			this.action = action;
		}

		static void at(LettuceConnectionFactory connectionFactory, BooleanSupplier action) {
			AbstractRedisClient client = connectionFactory.getRequiredNativeClient();
			client.addListener(new LateClaim(client, action));
		}

		/**
		 * Called by a thread of the client, which must not wait for the client.
		 */
		@Override
		public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
			if (this.acting.compareAndSet(false, true)) {
				run(this::act);
			}
		}

		private void act() {
			boolean done = false;
			try {
				done = this.action.getAsBoolean();
			}
			finally {
				this.acting.set(done);
			}
			if (done) {
				this.client.removeListener(this);
			}
		}

	}

}

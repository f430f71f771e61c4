package dev.redisenv.test;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts servers for a JUnit test class and closes them after it, for a static field with
 * {@code @RegisterExtension}. They start at the first {@link #get()}, and before the
 * first test at the latest, so a {@code @DynamicPropertySource} can use them; classes
 * nested in the test class share them.
 *
 * @param <S> what is started
 */
public final class RedisExtension<S extends AutoCloseable> implements BeforeAllCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(RedisExtension.class);

	private final Supplier<? extends S> starter;

	// Guarded by this
	private @Nullable S servers;

	private RedisExtension(Supplier<? extends S> starter) {
		this.starter = starter;
	}

	/**
	 * Makes an extension.
	 * @param <S> what is started
	 * @param starter for example {@code RedisServer::start}
	 * @return the extension
	 */
	public static <S extends AutoCloseable> RedisExtension<S> of(Supplier<? extends S> starter) {
		return new RedisExtension<>(starter);
	}

	/**
	 * Returns the servers, and starts them if that did not happen yet.
	 * @return what the starter started
	 */
	public synchronized S get() {
		if (this.servers == null) {
			this.servers = this.starter.get();
		}
		return this.servers;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		get();
		// JUnit closes it at the end of the outermost class
		context.getStore(NAMESPACE).computeIfAbsent(this, (key) -> (AutoCloseable) this::close);
	}

	private synchronized void close() throws Exception {
		if (this.servers != null) {
			this.servers.close();
			this.servers = null;
		}
	}

}

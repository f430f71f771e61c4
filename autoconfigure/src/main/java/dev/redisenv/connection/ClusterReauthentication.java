package dev.redisenv.connection;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.event.connection.ReauthenticationFailedEvent;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;

/**
 * Logs the links that Lettuce passes over in again when their credentials change: those
 * on which a cluster connection sends commands without a key.
 */
final class ClusterReauthentication implements RedisConnectionStateListener {

	private static final Log log = LogFactory.getLog(ClusterReauthentication.class);

	private final RedisCredentialsProvider credentials;

	/** Subscriptions to changes, while a link is up. */
	private final Map<RedisChannelHandler<?, ?>, Disposable> subscriptions = new ConcurrentHashMap<>();

	/**
	 * Creates a listener.
	 * @param credentials must support streaming
	 */
	ClusterReauthentication(RedisCredentialsProvider credentials) {
		this.credentials = credentials;
	}

	@Override
	public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
		if (connection instanceof StatefulRedisClusterConnection) {
			this.subscriptions.put(connection,
					this.credentials.credentials().subscribe((changed) -> logIn(connection, changed)));
		}
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
		Disposable subscription = this.subscriptions.remove(connection);
		if (subscription != null) {
			subscription.dispose();
		}
	}

	private static void logIn(RedisChannelHandler<?, ?> connection, RedisCredentials credentials) {
		CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
		if (credentials.hasUsername()) {
			arguments.add(credentials.getUsername());
		}
		AsyncCommand<byte[], byte[], String> auth = new AsyncCommand<>(new Command<>(CommandType.AUTH,
				new StatusOutput<>(ByteArrayCodec.INSTANCE), arguments.add(credentials.getPassword())));
		auth.onComplete((status, failure) -> {
			if (failure != null) {
				log.error("Re-authentication failed", failure);
				connection.getResources().eventBus().publish(new ReauthenticationFailedEvent(failure));
			}
		});
		// A command of the connection would make this log-in that of all later links.
		connection.getChannelWriter().write(auth);
	}

}

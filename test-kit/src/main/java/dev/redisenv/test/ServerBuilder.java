package dev.redisenv.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What can be asked of every kind of servers.
 *
 * @param <B> the builder itself
 */
public abstract sealed class ServerBuilder<B extends ServerBuilder<B>>
		permits RedisServer.Builder, RedisCluster.Builder, RedisSentinels.Builder {

	private final List<User> users = new ArrayList<>();

	private final List<String> lines = new ArrayList<>();

	private @Nullable String password;

	private @Nullable Certificates certificates;

	private boolean clientCertificate;

	private @Nullable Path executable;

	private boolean proxied;

	ServerBuilder() {
	}

	abstract B self();

	/**
	 * Sets the password of the default user ({@code requirepass}). Without it, and
	 * without a {@link #user user} named {@code default}, everybody may connect.
	 * @param password any text
	 * @return this builder
	 */
	public B password(String password) {
		this.password = password;
		return self();
	}

	/**
	 * Adds an ACL user who is on.
	 * @param name its name
	 * @param password its password
	 * @param aclRules what it may do, for example {@code "~app:*", "+@all"}; everything
	 * if there is no rule
	 * @return this builder
	 */
	public B user(String name, String password, String... aclRules) {
		this.users.add(User.of(name, password, aclRules));
		return self();
	}

	/**
	 * Speaks TLS on the port, and nothing else; clients need no certificate.
	 * @param certificates must not be closed while the server may be restarted
	 * @return this builder
	 */
	public B tls(Certificates certificates) {
		this.certificates = certificates;
		this.clientCertificate = false;
		return self();
	}

	/**
	 * Speaks TLS on the port, and nothing else; clients need a certificate of the same
	 * authority.
	 * @param certificates must not be closed while the server may be restarted
	 * @return this builder
	 */
	public B mutualTls(Certificates certificates) {
		this.certificates = certificates;
		this.clientCertificate = true;
		return self();
	}

	/**
	 * Adds a line to the server's configuration file, as it is. Such lines come last, so
	 * they win. A password in one is not kept out of messages.
	 * @param directive for example {@code maxmemory}
	 * @param value for example {@code 1mb}
	 * @return this builder
	 */
	public B config(String directive, String value) {
		this.lines.add(directive + " " + value);
		return self();
	}

	/**
	 * Starts this program instead of the one that would be found.
	 * @param executable a redis-server or valkey-server
	 * @return this builder
	 */
	public B executable(Path executable) {
		this.executable = executable;
		return self();
	}

	/**
	 * Puts a proxy in front of every data node, so that its {@link RedisServer#network()
	 * network} can fail. Clients are given the proxy's address wherever they look for
	 * one. A dead server behind it resets connections instead of refusing them.
	 * @return this builder
	 */
	public B behindProxy() {
		this.proxied = true;
		return self();
	}

	Blueprint blueprint() {
		Admin admin = Admin.create();
		Configuration configuration = base(admin);
		configuration.line("save \"\"");
		// A replica must not wait for others before it is served
		configuration.set("repl-diskless-sync", "yes").set("repl-diskless-sync-delay", 0);
		configuration.set("masteruser", admin.user()).set("masterauth", admin.password());
		configure(configuration);
		access(configuration, this.password, this.users);
		this.lines.forEach(configuration::line);
		return new Blueprint(executable(), configuration, admin, this.certificates, false, this.proxied);
	}

	/**
	 * Adds what this kind of servers needs.
	 */
	void configure(Configuration configuration) {
	}

	static void access(Configuration configuration, @Nullable String password, List<User> users) {
		if (password != null) {
			configuration.set("requirepass", configuration.secret(password));
		}
		users.forEach((user) -> configuration.user(user.name(), user.password(), user.aclRules()));
	}

	/**
	 * Returns the lines that data nodes and Sentinels share.
	 */
	Configuration base(Admin admin) {
		Configuration configuration = new Configuration();
		configuration.set("bind", "127.0.0.1");
		// The guard tells servers by their arguments
		configuration.set("set-proc-title", "no");
		configuration.user(admin);
		if (this.certificates != null) {
			configuration.set("tls-ca-cert-file", this.certificates.caFile())
				.set("tls-cert-file", this.certificates.serverCertFile())
				.set("tls-key-file", this.certificates.serverKeyFile())
				.set("tls-client-cert-file", this.certificates.clientCertFile())
				.set("tls-client-key-file", this.certificates.clientKeyFile())
				.set("tls-auth-clients", this.clientCertificate ? "yes" : "no")
				.set("tls-replication", "yes");
		}
		return configuration;
	}

	boolean tls() {
		return this.certificates != null;
	}

	Path executable() {
		return (this.executable != null) ? this.executable : ServerBinary.ofThisJvm().find();
	}

	record User(String name, String password, List<String> aclRules) {

		static User of(String name, String password, String... aclRules) {
			return new User(name, password, (aclRules.length > 0) ? List.of(aclRules) : List.of("~*", "&*", "+@all"));
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}

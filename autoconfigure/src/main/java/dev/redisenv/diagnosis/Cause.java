package dev.redisenv.diagnosis;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What can be wrong, the more telling ones first. The reference page, the exception of a
 * connection that fails, the health and the doctor take their sentences from here.
 */
public enum Cause {

	/** The certificate, or that of its authority, is out of date. */
	CERTIFICATE_EXPIRED(is(CertificateExpiredException.class).or(is(CertificateNotYetValidException.class)), """
			The certificate of {server} has expired, or is not valid yet.""", """
			Renew it on the server; where it is the authority's own, {CA} must name the new one."""),

	/** Nobody who is trusted has signed the certificate. */
	UNKNOWN_CA(is(CertPathBuilderException.class).or(is(CertPathValidatorException.class)), """
			The certificate of {server} is signed by an authority that is not trusted.""", """
			{CA} must name the PEM file of that authority."""),

	/**
	 * The certificate holds names, and a node of a cluster, for example, announces none.
	 */
	WRONG_ADDRESS(is(CertificateException.class).and(says("matching IP address", "alternative names present")), """
			{server} was dialled by its address, which its certificate does not hold.""", """
			{LOCATION} must name a host that it holds, and the nodes of a cluster must announce such names \
			(cluster-announce-hostname); or {NO_HOST_NAME_CHECK}, which still verifies the chain."""),

	/** The certificate is for somebody else. */
	WRONG_HOST_NAME(is(CertificateException.class).and(says("subject alternative", "No name matching")), """
			The certificate of {server} does not hold the host name that was dialled.""", """
			{LOCATION} must name a host that it holds, or {NO_HOST_NAME_CHECK}, which still verifies the chain."""),

	/** The server wants to see a certificate. */
	CLIENT_CERTIFICATE_MISSING(is(SSLException.class).and(says("certificate_required", "certificate required",
			"bad_certificate", "handshake_failure", "certificate_expired", "unknown_ca")), """
					{server} asks for a client certificate that it trusts.""", """
					{CLIENT_CERTIFICATE} must name such a certificate and its key."""),

	/** TLS is spoken, and not answered. */
	TLS_TO_PLAIN_PORT(says("not an SSL/TLS record", "initialization timed out"), """
			{server} does not answer in TLS.""", """
			Where this port does not speak TLS, {WITHOUT_TLS}."""),

	/** No TLS is spoken where it is expected. */
	PLAIN_TO_TLS_PORT(Cause::never, """
			{server} speaks TLS on this port, and the connection does not.""", """
			{WITH_TLS}."""),

	/** The cloud gives no token. */
	TOKEN_MISSING(says("No token of"), """
			There is no token to log in to {server} with: {what}.""", """
			REDIS_IAM_AUTH_PROVIDER must name the cloud that this application runs in, and that cloud be reachable."""),

	/** The Sentinels have a log-in of their own. */
	SENTINEL_LOG_IN(Cause::never, """
			The Sentinel at {server} refuses the log-in.""", """
			{SENTINEL_LOG_IN} must hold the log-in of the Sentinels themselves, which is not the master's."""),

	/** No password was given. */
	NOAUTH(says("NOAUTH"), """
			{server} asks for a password.""", """
			{PASSWORD} must hold it."""),

	/** A password was given in vain. */
	WRONGPASS(says("WRONGPASS", "invalid password"), """
			{server} refuses the user or the password.""", """
			{LOG_IN}."""),

	/** The user may not do something. */
	NOPERM(says("NOPERM"), """
			{server} does not allow the user {what}.""", """
			{USERNAME} must name a user with the rights that /actuator/redisenv shows under acl{more}."""),

	/** The client knows one node of several. */
	CLUSTER_USED_AS_STANDALONE(says("MOVED ", "not allowed in cluster mode"), """
			{server} is a node of a cluster and used as a single server.""", """
			{CLUSTER}, or REDIS_CLUSTER_SAFE_MODE where one endpoint stands for all nodes."""),

	/** The server looks like a single one, and is not. */
	SHARDING_ENDPOINT(says("CROSSSLOT"), """
			{server} shards behind one endpoint and takes no command over keys of several slots.""", """
			REDIS_CLUSTER_SAFE_MODE must be true, and the application's own commands keep to one slot each."""),

	/** The client looks for slots. */
	STANDALONE_USED_AS_CLUSTER(says("cluster support disabled"), """
			{server} is a single server and used as a node of a cluster.""", """
			{NO_CLUSTER}."""),

	/** The Sentinels watch somebody else. */
	UNKNOWN_MASTER(says("Cannot provide redisAddress using sentinel"), """
			{server} watches no master {what}.""", """
			{MASTER} must be the name of a master that the Sentinels watch."""),

	/** The Sentinels cannot agree on anything. */
	SENTINEL_WITHOUT_QUORUM(says("NOQUORUM"), """
			The Sentinel at {server} sees too few others to replace a lost master.""", """
			{SENTINELS} must list Sentinels that reach each other; start those that are missing."""),

	/** There are fewer databases. */
	DATABASE_OUT_OF_RANGE(says("DB index is out of range", "invalid DB index"), """
			{server} has no database {what}.""",
			"""
					{DATABASE} must be less than the number of databases of the server, which is 16 where nobody changed it."""),

	/** Writes go to the master only. */
	READ_ONLY_REPLICA(says("READONLY "), """
			{server} is a replica and takes no writes.""", """
			{LOCATION} must name its master{more}."""),

	/** All places are taken. */
	MAXCLIENTS_REACHED(says("max number of clients"), """
			{server} takes no more clients.""", """
			maxclients of the server must be higher, or REDIS_MAX_CONNECTIONS of its clients lower."""),

	/** The server reads its data from disk. */
	LOADING(says("LOADING "), """
			{server} is still loading its data.""", """
			Wait: {LOCATION} is right, and the server answers when its data is loaded."""),

	/** The name leads nowhere. */
	UNKNOWN_HOST(is(UnknownHostException.class), """
			The host of {server} is not known.""", """
			{LOCATION} must name a host that can be resolved here."""),

	/** Packets get lost. */
	NO_ANSWER(is(NoRouteToHostException.class).or(says("timed out")), """
			{server} does not answer in time.""", """
			{LOCATION} must name a server that can be reached from here; look for a firewall between them."""),

	/** Nobody is there. */
	CONNECTION_REFUSED(is(ConnectException.class), """
			Nothing listens at {server}.""", """
			{LOCATION} must name the host and the port where Redis is."""),

	/** Sessions may get lost. */
	SESSIONS_EVICTED(Cause::never, """
			{server} may evict sessions when its memory is full: its maxmemory-policy is {what}.""", """
			maxmemory-policy of the server must be noeviction, or {LOCATION} name another server."""),

	/** Two installations share keys. */
	PREFIX_IN_USE(Cause::never, """
			The prefix of this application's keys on {server} belongs to the installation {what}.""", """
			REDIS_KEY_PREFIX must be another one here{more}."""),

	/** Something else. */
	OTHER(Cause::never, """
			{server} cannot be used: {what}.""", """
			The log of the server that {LOCATION} names may say more.""");

	private static final Pattern SETTING = Pattern.compile("\\{([A-Z_]+)}");

	@SuppressWarnings("ImmutableEnumChecker") // the signs are stateless
	private final Predicate<Throwable> sign;

	private final String fault;

	private final String remedy;

	Cause(Predicate<Throwable> sign, String fault, String remedy) {
		this.sign = sign;
		this.fault = fault;
		this.remedy = remedy;
	}

	/**
	 * Returns what endpoints call the cause.
	 * @return the name in kebab case
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Finds the cause of a failure.
	 * @param failure what was thrown
	 * @param tls whether the connection was to be encrypted
	 * @return the cause, or {@code null} where the failure says nothing that is known
	 */
	public static @Nullable Cause of(Throwable failure, boolean tls) {
		for (Cause cause : values()) {
			if ((cause != TLS_TO_PLAIN_PORT || tls) && anyCause(failure, cause.sign)) {
				boolean logIn = cause == NOAUTH || cause == WRONGPASS;
				return (logIn && anyCause(failure, says("Redis Sentinel"))) ? SENTINEL_LOG_IN : cause;
			}
		}
		return null;
	}

	private static boolean anyCause(Throwable failure, Predicate<Throwable> sign) {
		return Origins.of(failure).stream().anyMatch(sign);
	}

	/**
	 * Says it about one server.
	 * @param server host and port
	 * @param decider whose settings to name
	 * @param what what the sentence of the fault is about, where it leaves that open
	 * @param more what ends the sentence of the remedy, with a blank or a comma before it
	 * @return a finding that prevents the use of the server
	 */
	public Finding at(String server, Decider decider, String what, String more) {
		return new Finding(this, sentence(this.fault, server, decider, what, more),
				sentence(this.remedy, server, decider, what, more), true);
	}

	private static String sentence(String text, String server, Decider decider, String what, String more) {
		String sentence = SETTING.matcher(text)
			.replaceAll((setting) -> Setting.valueOf(setting.group(1)).in(decider))
			.replace("{server}", server)
			.replace("{what}", what)
			.replace("{more}", more);
		// Names keep their case at the beginning, too.
		return sentence.startsWith("the ") ? StringUtils.capitalize(sentence) : sentence;
	}

	private static Predicate<Throwable> is(Class<? extends Throwable> type) {
		return type::isInstance;
	}

	private static Predicate<Throwable> says(String... texts) {
		return (failure) -> {
			String message = failure.getMessage();
			for (String text : texts) {
				if (message != null && message.contains(text)) {
					return true;
				}
			}
			return false;
		};
	}

	/**
	 * For what no failure says: it takes an examination.
	 */
	private static boolean never(Throwable failure) {
		return false;
	}

}
